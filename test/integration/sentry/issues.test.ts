import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { sentryIssues } from '../../../activities/sentry/issues.ts';
import { freePort } from '../../../servers/process.ts';
import type { SentryTarget } from '../../../workflows/contract/sentry.ts';
import { type FakeSentry, type SentryIssue, startSentry } from './fake-sentry.ts';

const hour = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

describe('issues, asked of a Sentry', () => {
  let sentry: FakeSentry;
  before(async () => {
    sentry = await startSentry();
    values.TOKEN = sentry.token;
  });
  beforeEach(() => {
    Object.assign(sentry, { issues: [], refuses: undefined, asked: [], pageSize: 100 });
  });
  after(() => sentry.stop());

  const values: Record<string, string> = { OTHER: 'sntrys_otherOther0001' };
  const resolve = (given: string) => given.replace(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  const ask = (change: Partial<SentryTarget> = {}) => {
    const target: SentryTarget = {
      id: 'sentry',
      kind: 'sentry',
      url: sentry.url,
      organization: 'neurocred',
      project: 'backend',
      bearer: `\${TOKEN}`,
      ...change,
    };
    return sentryIssues({ resolve })({ target, since: hour });
  };
  const issue = (id: string, change: Partial<SentryIssue> = {}): SentryIssue => ({
    id,
    title: `Error ${id}`,
    events: [1],
    first: ago(30 * hour),
    last: ago(60_000),
    ...change,
  });

  test('those seen of late are told, the most frequent first, with their releases', async () => {
    sentry.issues = [
      issue('1', { events: [0, 3], users: 2 }),
      issue('2', {
        title: 'TimeoutError: score took too long',
        events: [40, 212],
        users: 31,
        first: ago(20 * 60_000),
        releases: ['2.3.0', '2.4.1'],
      }),
      issue('3', { events: [9000], last: ago(5 * hour) }),
    ];
    const found = await ask();
    assert.equal(found.verdict, 'sick');
    assert.equal(
      found.says,
      '2 issues seen within the last 60 min, 1 of the errors for the first time. Most often (252 events within 24 h, 31 users): TimeoutError: score took too long, last in release 2.4.1, first in 2.3.0.',
    );
    assert.deepEqual(found.evidence, [
      {
        issue: 'BACKEND-2',
        level: 'error',
        title: 'TimeoutError: score took too long',
        where: 'app.views in score',
        events: 252,
        users: 31,
        release: '2.4.1',
        since: '2.3.0',
        first: '20 min ago',
        last: '60 s ago',
      },
      {
        issue: 'BACKEND-1',
        level: 'error',
        title: 'Error 1',
        where: 'app.views in score',
        events: 3,
        users: 2,
        release: null,
        since: null,
        first: '30 h ago',
        last: '60 s ago',
      },
    ]);
  });

  test('well without any, and with warnings only', async () => {
    const none = await ask();
    assert.deepEqual(
      [none.verdict, none.says],
      ['well', 'No unresolved issue was seen within the last 60 min.'],
    );
    sentry.issues = [issue('1', { level: 'warning' })];
    assert.equal((await ask()).verdict, 'well');
  });

  test('pages are followed as long as they hold something, and no more than three', async () => {
    sentry.pageSize = 10;
    sentry.issues = Array.from({ length: 25 }, (_, i) => issue(`${i}`));
    assert.match((await ask()).says, /^25 issues seen/);
    sentry.issues = Array.from({ length: 45 }, (_, i) => issue(`${i}`));
    const found = await ask();
    assert.match(found.says, /^30 or more issues seen/);
    assert.equal(found.evidence?.length, 20);
  });

  test('an environment narrows it, and organization and project may end the URL', async () => {
    await ask({ environment: 'production' });
    assert.equal(sentry.asked[0]?.searchParams.get('environment'), 'production');
    sentry.issues = [issue('1')];
    const url = `${sentry.url}/neurocred/backend`;
    assert.equal((await ask({ url, organization: undefined, project: undefined })).verdict, 'sick');
    const nothing = await ask({ organization: undefined, project: undefined });
    assert.match(nothing.says, /^The URL of sentry is not one of a project in Sentry: write https/);
  });

  test('what is wrong with token, scopes or project is told apart, without the token', async () => {
    const says = async (change: Partial<SentryTarget> = {}) => {
      const found = await ask(change);
      assert.equal(found.verdict, 'unknown');
      assert.doesNotMatch(JSON.stringify(found), /sntrys_/);
      return found.says;
    };
    assert.match(
      await says({ bearer: `\${OTHER}` }),
      /does not know our token \(401\): see the target's bearer\.$/,
    );
    assert.match(await says({ bearer: undefined }), /does not know our token \(401\)/);
    assert.match(
      await says({ project: 'gone' }),
      /has no project neurocred\/gone, or our token may not see it \(404\)/,
    );
    sentry.refuses = 'no scope';
    assert.match(
      await says(),
      /read the issues of backend \(403: You do not have permission .*event:read and project:read/,
    );
    sentry.refuses = 'another page';
    assert.match(await says(), /^What answers at sentry \(http:\S+\) is no Sentry/);
  });

  test('asked too often: soon is waited for, late is said', async () => {
    sentry.refuses = 'too often';
    await assert.rejects(ask(), { type: 'RateLimited', nonRetryable: false, nextRetryDelay: 2_000 });
    sentry.refuses = 'too often for long';
    const found = await ask();
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, /is asked too often and wants us to come back in 15 min \(429\)\.$/);
  });

  test('one that cannot answer now, or is not there, is to be asked again', async () => {
    sentry.refuses = 'down';
    await assert.rejects(ask(), { type: 'TargetUnreachable', message: /cannot answer now \(502\)/ });
    const nobody = `http://127.0.0.1:${await freePort()}`;
    await assert.rejects(ask({ url: nobody }), {
      type: 'TargetUnreachable',
      message: /nothing listens there/,
    });
  });

  test('what looks like a secret in a title is masked', async () => {
    sentry.issues = [issue('1', { title: 'Login with token=canary-1 failed for ana@shop.example' })];
    const found = await ask();
    assert.match(found.says, /Login with token=\*\*\* failed for \*\*\*@\*\*\*/);
    assert.doesNotMatch(JSON.stringify(found), /canary/);
  });
});
