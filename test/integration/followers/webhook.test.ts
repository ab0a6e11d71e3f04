import assert from 'node:assert/strict';
import test from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import fc from 'fast-check';
import { signature } from '../../../activities/webhook/sign.ts';
import { webhookChannel } from '../../../activities/webhook/webhook-channel.ts';
import { notice, planned } from '../../harness/slack-notices.ts';
import { hookSecret, WebhookReceiver } from '../../harness/webhook-receiver.ts';

const profile = { kind: 'webhook', id: 'notify', url: `\${HOOK_URL}`, secret: `\${HOOK_SECRET}` } as const;

function channelTo(url: string, secret = hookSecret) {
  const settings: Record<string, string> = { [profile.url]: url, [profile.secret]: secret };
  return webhookChannel(profile, (text) => settings[text] ?? text);
}

async function opened(t: test.TestContext) {
  const receiver = await new WebhookReceiver().listen();
  t.after(() => receiver.stop());
  return { receiver, channel: channelTo(`${receiver.url}/hook?key=canary-in-the-query`) };
}

const failed = (type: string, says: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ApplicationFailure);
  assert.equal(error.type, type, error.message);
  assert.match(error.message, says);
  assert.doesNotMatch(error.message, /canary/);
  return true;
};

test('each notice is an event of its own, signed, in order', async (t) => {
  const { receiver, channel } = await opened(t);
  await channel.say(
    notice('headline', 'h', 0, { about: 'opened', text: 'Opened', commander: 'alice' }),
    notice('ask', 'a', 5, { about: 'planned', plan: { ...planned, risk: 'disruptive' } }),
  );
  assert.deepEqual(
    receiver.events.map(({ id, kind, about }) => [id, kind, about]),
    [
      ['h', 'headline', 'opened'],
      ['a', 'ask', 'planned'],
    ],
  );
  const [opening, asked] = receiver.events;
  assert.deepEqual(opening.incident, {
    id: 'INC-7K3FQ2',
    key: '0196f1d2-0000-7000-8000-000000000001',
    workflow: 'incident:demo:databaseIssues:0123456789ab',
    system: 'demo',
    phase: 'triggered',
    severity: 'P0',
    label: 'Critical',
    openedAt: '2026-01-31T03:12:00.000Z',
    commander: 'alice',
  });
  assert.deepEqual([asked.version, asked.plan.id, asked.plan.risk], [1, 1, 'disruptive']);
});

test('what was applied and not answered comes again under the same id, and the receiver can tell', async (t) => {
  const { receiver, channel } = await opened(t);
  receiver.faults.push({ times: 1, fault: 'answer lost' });
  const said = notice('update', 'u', 1);
  await assert.rejects(channel.say(said), failed('TargetUnreachable', /gave no answer/));
  await channel.say(said);
  assert.deepEqual([receiver.events.length, receiver.repeated], [1, 1]);
});

test('a changed byte of body, time or secret makes another signature', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string(), fc.nat(), fc.nat(), (secret, body, seconds, at) => {
      const made = signature(secret, body, seconds * 1_000);
      const place = at % (body.length + 1);
      const changed = `${body.slice(0, place)}~${body.slice(place)}`;
      assert.notEqual(signature(secret, changed, seconds * 1_000), made);
      assert.notEqual(signature(secret, body, (seconds + 1) * 1_000), made);
      assert.notEqual(signature(`${secret}~`, body, seconds * 1_000), made);
    }),
  );
});

for (const [status, type, says] of [
  [500, 'TargetUnreachable', /500/],
  [408, 'TargetUnreachable', /408/],
  [410, 'TargetNotFound', /410.*Take it out of the file/],
  [401, 'NotAuthorised', /same secret/],
  [422, 'InvalidInput', /422/],
] as const) {
  test(`${status} is ${type}`, async (t) => {
    const { receiver, channel } = await opened(t);
    receiver.faults.push({
      times: 1,
      fault: { status, body: { error: `no ${hookSecret}, canary-in-the-query` } },
    });
    await assert.rejects(channel.say(notice('update', 'u', 1)), failed(type, says));
    assert.equal(receiver.asked.length, 1);
  });
}

test('it comes back when the receiver says so', async (t) => {
  const { receiver, channel } = await opened(t);
  receiver.faults.push({ times: 1, fault: { status: 429, headers: { 'retry-after': '7' } } });
  await assert.rejects(channel.say(notice('update', 'u', 1)), (error: ApplicationFailure) => {
    assert.equal(error.nextRetryDelay, 7_000);
    return failed('RateLimited', /429/)(error);
  });
});

test('a secret that the receiver does not share is refused there', async (t) => {
  const { receiver } = await opened(t);
  await assert.rejects(
    channelTo(receiver.url, 'another').say(notice('update', 'u', 1)),
    failed('NotAuthorised', /401/),
  );
});

test('no redirect is followed', async (t) => {
  const { receiver, channel } = await opened(t);
  const other = await new WebhookReceiver().listen();
  t.after(() => other.stop());
  receiver.faults.push({ times: 1, fault: { status: 307, headers: { location: `${other.url}/hook` } } });
  await assert.rejects(
    channel.say(notice('update', 'u', 1)),
    failed('InvalidInput', /No redirect is followed/),
  );
  assert.equal(other.asked.length, 0);
});

for (const address of [
  'http://169.254.169.254/latest/meta-data',
  'http://[::ffff:169.254.169.254]/',
  'http://[fe80::1]/',
  'http://[fd00:ec2::254]/',
  'http://2852039166/',
  'http://100.100.100.200/',
  'http://168.63.129.16/',
  'http://0.0.0.0:8080/',
]) {
  test(`nothing is sent to ${address}`, async () => {
    const began = Date.now();
    await assert.rejects(
      channelTo(address).say(notice('update', 'u', 1)),
      failed('InvalidInput', /an address of the link or of a cloud's own service/),
    );
    assert.ok(Date.now() - began < 1_000);
  });
}
