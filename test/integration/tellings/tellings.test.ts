import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Access } from '../../../activities/mitigations/actions.ts';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { rehearsePlan } from '../../../activities/mitigations/rehearse-plan.ts';
import { oauth1 } from '../../../activities/x/sign.ts';
import { weightOf } from '../../../activities/x/weight.ts';
import type { MailUsers, PostToX, TellOnce } from '../../../workflows/contract/tellings.ts';
import { content, header, MailServer } from '../../harness/mail-server.ts';
import { XStandIn, xKeys } from '../../harness/x.ts';
import { deps, order } from '../postgres/approval.ts';
import { attempt } from '../postgres/world.ts';

const terms = { name: 'tell', title: 'Tell them', risk: 'disruptive' as const, asks: [], temporary: false };

async function approved(access: Access, mitigation: TellOnce) {
  const proposal = await attempt().run(planMitigation(access), { mitigation });
  assert.ok(proposal);
  return order(mitigation, proposal);
}

describe('posting on X', () => {
  let x: XStandIn;
  beforeEach(async () => {
    x = await XStandIn.start();
  });
  afterEach(() => x.stop());
  const settings: Record<string, string> = { ...xKeys };
  const resolve = (text: string) =>
    text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => settings[name] ?? 'wrong');
  const access = { resolve } as Access;
  const named = (name: string) => `$${`{${name}}`}`;
  const post = (message: string, accessSecret = 'accessSecret'): PostToX => ({
    ...terms,
    action: 'x.post',
    message,
    target: {
      id: 'account',
      kind: 'x',
      url: x.url,
      apiKey: named('apiKey'),
      secret: named('secret'),
      accessToken: named('accessToken'),
      accessSecret: named(accessSecret),
    },
  });
  const apply = (given: Awaited<ReturnType<typeof approved>>, number = 1) =>
    attempt({ number }).run(applyPlan(deps, access), given);

  test('a plan shows the very text and counts it; a dry run posts nothing; approved it is posted once', async () => {
    const given = await approved(access, post('We are slow 🐢'));
    assert.deepEqual(given.plan.preview, ['POST /2/tweets (14 of 280 characters)', 'We are slow 🐢']);
    const { mitigation, plan } = given;
    const rehearsed = await attempt().run(rehearsePlan(access), { mitigation, plan });
    assert.equal(rehearsed.outcome, 'would apply');
    assert.equal(x.requests, 0);
    const told = await apply(given);
    assert.equal(told.effects[0]?.says, 'posted on X as 1');
    assert.deepEqual(x.posts, ['We are slow 🐢']);
  });

  test('a lost answer is not tried again: nobody knows, and a person looks', async () => {
    const given = await approved(access, post('We are slow'));
    x.fault = 'done, and the answer is lost';
    await assert.rejects(apply(given), { nonRetryable: true, message: /is not known: look there/ });
    await assert.rejects(apply(given, 2), { nonRetryable: true, message: /may have told everybody on X/ });
    assert.equal(x.requests, 1);
    x.fault = 'down';
    await assert.rejects(apply(await approved(access, post('Another'))), { message: /503.*is not known/ });
  });

  test('a refusal is one, says what to do, and no key', async () => {
    const cases = [
      ['limited', post('One'), /takes no more posts now: propose it again from 2030-01-01T00:00Z on/],
      [undefined, post('Two', 'nothing'), /answers 401.*keys that may write/],
    ] as const;
    for (const [fault, what, says] of cases) {
      const given = await approved(access, what);
      x.fault = fault;
      const refused = await apply(given);
      assert.equal(refused.outcome, 'refused');
      assert.match(refused.outcome === 'refused' ? refused.because : '', says);
      assert.doesNotMatch(JSON.stringify(refused), /canary/);
    }
    await apply(await approved(access, post('Three')));
    const twice = await apply(await approved(access, post('Three')));
    assert.match(twice.outcome === 'refused' ? twice.because : '', /has had this very text already/);
    assert.deepEqual(x.posts, ['Three']);
  });

  test('what is too long is refused before anybody is asked', async () => {
    await assert.rejects(
      approved(access, post('x'.repeat(281))),
      /counts 281 characters here: write 1 to 280/,
    );
    assert.equal(
      weightOf(`${'ä'.repeat(10)} https://example.com/a/very/long/path?with=much ✅ 漢字`),
      10 + 1 + 23 + 1 + 2 + 1 + 4,
    );
  });

  test('a request is signed as the example of X has it', () => {
    const header = oauth1(
      {
        apiKey: 'xvz1evFS4wEEPTGEFPHBog',
        secret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
        accessToken: '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb',
        accessSecret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
      },
      {
        method: 'POST',
        url: new URL(
          'https://api.twitter.com/1/statuses/update.json?include_entities=true&status=Hello%20Ladies%20%2B%20Gentlemen%2C%20a%20signed%20OAuth%20request%21',
        ),
        at: 1_318_622_958_000,
        nonce: 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg',
      },
    );
    assert.match(header, /oauth_signature="tnnArxj06cWHq44gCs1OSKk%2FjLY%3D"/);
  });
});

describe('mail to users', () => {
  let server: MailServer;
  beforeEach(async () => {
    server = await MailServer.start();
  });
  afterEach(() => server.stop());
  const access = () =>
    ({
      resolve: (text: string) => text,
      mail: { host: '127.0.0.1', port: server.port, secure: false, requireTls: false, from: 'm@example.org' },
    }) as unknown as Access;
  const mail = (recipients: string[]): MailUsers => ({
    ...terms,
    action: 'mail.users',
    subject: 'We are slow',
    message: 'We are looking into it.',
    target: { id: 'customers', kind: 'mailingList', recipients },
  });

  test('what the server refuses was not sent; where its answer is lost nobody knows', async () => {
    const apply = async () =>
      attempt().run(applyPlan(deps, access()), await approved(access(), mail(['a@example.com'])));
    server.refuses.set('a@example.com', [550, '5.1.1 no such user']);
    const refused = await apply();
    assert.match(refused.outcome === 'refused' ? refused.because : '', /no such user/);
    server.refuses.clear();
    server.dropsAnswer = true;
    await assert.rejects(apply(), { nonRetryable: true, message: /is not known: look there/ });
    assert.equal(server.taken.length, 1);
  });

  test('recipients are counted and shown before, and none of them sees the others', async () => {
    const given = await approved(access(), mail(['a@example.com', 'b@example.com']));
    assert.match(given.plan.targets[0]?.title ?? '', /^2 addresses of customers$/);
    assert.match(given.plan.preview[0] ?? '', /a@example.com and 1 more/);
    const told = await attempt().run(applyPlan(deps, access()), given);
    assert.match(told.effects[0]?.says ?? '', /took it for 2 of 2/);
    const [taken, ...more] = server.taken;
    assert.equal(more.length, 0);
    assert.ok(taken);
    assert.deepEqual(taken.to, ['a@example.com', 'b@example.com']);
    assert.doesNotMatch(taken.raw, /[ab]@example\.com/);
    assert.equal(header(taken, 'subject'), 'We are slow');
    assert.match(content(taken), /looking into it/);
    await assert.rejects(
      attempt({ number: 2 }).run(applyPlan(deps, access()), given),
      /may have told 2 addresses/,
    );
  });
});
