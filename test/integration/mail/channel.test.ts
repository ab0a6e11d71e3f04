import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import type { Channel } from '../../../activities/dependencies.ts';
import { mailChannel } from '../../../activities/mail/mail-channel.ts';
import type { SmtpSettings } from '../../../activities/mail/smtp.ts';
import { selfSigned } from '../../../servers/self-signed.ts';
import { content, header, MailServer, mailUser } from '../../harness/mail-server.ts';
import { notice, planned } from '../../harness/slack-notices.ts';

const people = { alice: { email: 'alice@example.com' }, bob: { email: 'bob@example.com' }, carol: {} };
const roles = { 'on-call': ['alice', 'carol'], lead: ['bob'] };
const catalogue = {
  file: () => ({ people, roles }) as never,
  people: () => new Map(),
  policy: () => ({ approverRoles: { disruptive: ['lead'], destructive: ['on-call', 'lead'] } }) as never,
};
const team = 'team@example.com';

describe('the channel mail', () => {
  let server: MailServer;
  beforeEach(async () => {
    server = await MailServer.start();
  });
  afterEach(() => server.stop());

  /** As a worker that has just started has it: without memory. */
  function channel(more: Partial<SmtpSettings> = {}, to = [team]): Channel {
    const from = 'Mayday <mayday@ops.example.com>';
    const { port } = server;
    return mailChannel({
      smtp: { host: '127.0.0.1', port, secure: false, requireTls: false, from, ...more },
      to,
      catalogue,
    });
  }

  async function says(failing: Promise<unknown>): Promise<ApplicationFailure> {
    const error = await failing.then(
      () => assert.fail('it was said'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof ApplicationFailure, String(error));
    return error;
  }

  const opened = notice('headline', 'e1', 0, { about: 'opened', text: 'Opened as <b>Critical</b> & loud' });
  const status = notice('update', 'e2', 60, { about: 'status', details: ['one', 'two'] });
  const page = notice('page', 'p1', 1, { about: 'paged', people: ['alice', 'carol'], insteadOf: 'slack' });
  const ask = notice('ask', 'q1', 2, {
    about: 'planned',
    plan: { ...planned, risk: 'disruptive' },
    details: ['mayday approve INC-7K3FQ2 --plan 1 --as NAME'],
    insteadOf: 'pagerDuty',
  });
  const recipients = () => server.taken.map(({ to }) => to.join());

  test('an incident is one thread to the team, as text and as HTML in which nothing is markup', async () => {
    await channel().say(opened, status);
    const [first, second] = server.taken;
    assert.ok(first && second);
    assert.deepEqual(recipients(), [team, team]);
    assert.equal(header(first, 'from'), 'Mayday <mayday@ops.example.com>');
    assert.match(header(first, 'message-id') ?? '', /^<mayday\.[\w.-]+@ops\.example\.com>$/);
    assert.equal(header(second, 'references'), header(first, 'message-id'));
    assert.equal(header(second, 'in-reply-to'), header(first, 'message-id'));
    assert.equal(header(second, 'subject'), header(first, 'subject'));
    assert.equal(header(first, 'auto-submitted'), 'auto-generated');
    assert.match(content(first), /&lt;b&gt;Critical&lt;\/b&gt; &amp; loud/);
    assert.match(content(first), /Opened as <b>Critical<\/b> & loud/, 'the plain text is plain');
  });

  test('what stands in for another channel goes to whom it is for: a page to those it names, a question to its approvers', async () => {
    await channel().say(page, ask);
    assert.deepEqual(recipients(), ['alice@example.com', 'bob@example.com']);
    const [paged, asked] = server.taken;
    assert.ok(paged && asked);
    assert.match(header(paged, 'subject') ?? '', /^PAGE INC-7K3FQ2/);
    assert.match(content(paged), /mayday ack INC-7K3FQ2/);
    assert.match(header(asked, 'subject') ?? '', /^DECISION WANTED/);
    assert.match(content(asked), /mayday approve INC-7K3FQ2 --plan 1 --as NAME/);
    assert.match(content(asked), /because pagerDuty cannot be reached/);
    assert.match(header(asked, 'references') ?? '', /mayday\./);
  });

  test('where nobody it is for has an address the team gets it, and without a team it says what is missing', async () => {
    const nobody = { ...page, people: ['carol', '__proto__'] };
    await channel().say(nobody);
    assert.deepEqual(recipients(), [team]);
    const failure = await says(channel({}, []).say(nobody));
    assert.deepEqual([failure.type, failure.nonRetryable], ['TargetNotFound', true]);
    assert.match(failure.message, /no mail address of carol, __proto__: give people an "email"/);
  });

  test('said again by the same worker it goes out once; where the answer was lost, again under the same id', async () => {
    const line = channel();
    await line.say(opened);
    await line.say(opened, status);
    assert.equal(server.taken.length, 2);
    server.dropsAnswer = true;
    const lost = await says(line.say({ ...status, entryId: 'e3' }));
    assert.equal(lost.type, 'TargetUnreachable');
    await line.say({ ...status, entryId: 'e3' });
    const ids = server.taken.map((mail) => header(mail, 'message-id'));
    assert.deepEqual([ids.length, new Set(ids).size], [4, 3]);
    assert.equal(ids[2], ids[3]);
  });

  test('one refused address keeps it from none of the others, and is named', async () => {
    server.refuses.set('bob@example.com', [550, '5.1.1 no such user']);
    const line = channel({}, [team, 'bob@example.com']);
    const failure = await says(line.say(opened));
    assert.deepEqual([failure.type, failure.nonRetryable], ['InvalidInput', true]);
    assert.match(failure.message, /bob@example\.com \(.*no such user/);
    await says(line.say(opened));
    assert.deepEqual(recipients(), [team], 'nobody gets it twice');
  });

  test('what the server wants later is tried again, what it refuses is not', async () => {
    server.after.push([451, '4.3.0 try again'], [554, '5.7.1 spam']);
    const later = await says(channel().say(opened));
    assert.deepEqual([later.type, later.nonRetryable], ['TargetUnreachable', false]);
    const never = await says(channel().say(opened));
    assert.deepEqual([never.type, never.nonRetryable], ['InvalidInput', true]);
    assert.match(never.message, /554 5\.7\.1 spam/);
    server.refuses.set(team, [452, '4.2.2 mailbox full']);
    const full = await says(channel().say(opened));
    assert.deepEqual([full.type, full.nonRetryable], ['TargetUnreachable', false]);
    assert.equal(server.taken.length, 0);
  });

  test('a server that is not there is tried again', async () => {
    const line = channel();
    await server.stop();
    const failure = await says(line.say(opened));
    assert.deepEqual([failure.type, failure.nonRetryable], ['TargetUnreachable', false]);
    assert.match(failure.message, /^The mail server cannot be reached/);
    server = await MailServer.start();
  });

  test('it signs in; wrong credentials are said, can be mended, and are not shown', async () => {
    await channel(mailUser).say(opened);
    assert.equal(server.signedIn, true);
    const wrong = { ...mailUser, password: 'canary-wrong-password' };
    const failure = await says(channel(wrong).say(status));
    assert.deepEqual([failure.type, failure.nonRetryable], ['TargetUnreachable', false]);
    assert.match(failure.message, /refuses the user or password of MAYDAY_SMTP_URL/);
    assert.doesNotMatch(failure.message, /canary/);
  });

  test('TLS: a certificate is trusted only where it is known, and no password goes out in the clear', async () => {
    const plain = await says(channel({ ...mailUser, requireTls: true }).say(opened));
    assert.equal(plain.nonRetryable, false);
    assert.equal(server.signedIn, false);
    await server.stop();
    const { key, certificate: cert } = selfSigned('localhost');
    for (const secure of [false, true]) {
      server = await MailServer.start({ key, cert, secure });
      const strange = await says(channel({ host: 'localhost', secure }).say(opened));
      assert.match(strange.message, /cannot be trusted.*MAYDAY_SMTP_CA/);
      await channel({ ...mailUser, host: 'localhost', secure, requireTls: true, ca: cert }).say(opened);
      assert.deepEqual([server.taken.length, server.encrypted, server.signedIn], [1, true, true]);
      if (!secure) await server.stop();
    }
  });

  test('a line of a notice becomes no header', async () => {
    await channel().say({ ...page, text: 'x\r\nBcc: eve@example.com\r\n\r\nhello', incident: 'INC-1\nX: y' });
    const [mail] = server.taken;
    assert.ok(mail);
    assert.deepEqual([header(mail, 'bcc'), header(mail, 'x')], [undefined, undefined]);
  });
});
