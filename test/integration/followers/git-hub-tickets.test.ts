import assert from 'node:assert/strict';
import test from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import { gitHubTickets } from '../../../activities/tickets/git-hub-tickets.ts';
import { incidentMark } from '../../../activities/tickets/words.ts';
import { GitHubIssues, gitHubToken } from '../../harness/git-hub-issues.ts';
import { notice } from '../../harness/slack-notices.ts';
import type { Asked } from '../../harness/stand-in.ts';

async function opened(t: test.TestContext) {
  const tracker = await new GitHubIssues().listen();
  t.after(() => tracker.stop());
  const token = { now: gitHubToken };
  /** As another worker, or this one after its restart, has it. */
  const worker = () =>
    gitHubTickets(
      { kind: 'tickets', repository: tracker.repository, bearer: `\${GITHUB_TOKEN}`, label: 'incident' },
      () => token.now,
    );
  return { tracker, token, worker };
}

const failed = (type: string, says: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ApplicationFailure);
  assert.equal(error.type, type, error.message);
  assert.match(error.message, says);
  assert.doesNotMatch(error.message, /canary/);
  return true;
};

const headline = notice('headline', 'h', 0, {
  about: 'opened',
  text: 'Opened as Critical by alertmanager: the shop answers 503',
  summary: 'the shop answers 503',
  title: 'Demo shop',
});
const end = notice('resolved', 'r', 2_460, {
  about: 'resolved',
  phase: 'resolved',
  text: 'Resolved as fixed by Mayday: it stayed well',
  acknowledgedBy: 'alice (cli)',
  impact: '1200 users; checkout',
});
const creates = ({ method, url }: Asked) => method === 'POST' && url.pathname.endsWith('/issues');
const commentsOn = ({ method, url }: Asked) => method === 'POST' && url.pathname.endsWith('/comments');

test('an incident is one issue: opened, told in merged comments, closed with what it was', async (t) => {
  const { tracker, worker } = await opened(t);
  const tickets = worker();
  await tickets.say(headline);
  await tickets.say(
    notice('update', 'a', 10),
    notice('update', 'b', 20, { details: ['[SICK] 97 of 100 connections'] }),
  );
  await tickets.say(end);
  assert.equal(tracker.issues.length, 1);
  const [issue] = tracker.issues;
  assert.ok(issue);
  assert.equal(issue.title, 'INC-7K3FQ2 Critical demo: the shop answers 503');
  assert.deepEqual(issue.labels, ['incident']);
  assert.match(issue.body, /\*\*System\*\* Demo shop · \*\*Opened\*\* 2026-01-31 03:12 UTC/);
  assert.equal(issue.comments.length, 3);
  assert.match(
    issue.comments[1] ?? '',
    /\*\*03:12:10\*\* text of a.*\n- \*\*03:12:20\*\* text of b.*\n {2}- \\\[SICK\\\] 97 of 100/,
  );
  assert.match(issue.comments[2] ?? '', /It lasted 41 min/);
  assert.match(issue.comments[2] ?? '', /Impact: 1200 users; checkout/);
  assert.deepEqual([issue.state, issue.state_reason], ['closed', 'completed']);
  assert.equal(tickets.where?.(headline), `${tracker.repository}/issues/1`);
});

test('whatever answer is lost, and whoever tries again, there is one issue, and nothing is in it twice', async (t) => {
  for (const when of [creates, commentsOn, ({ method }: Asked) => method === 'PATCH']) {
    const { tracker, worker } = await opened(t);
    tracker.faults.push({ when, times: 1, fault: 'answer lost' });
    await assert.rejects(worker().say(headline, end), failed('TargetUnreachable', /cannot be reached/));
    const again = worker();
    await again.say(headline, end);
    await again.say(headline, end);
    assert.equal(tracker.issues.length, 1);
    const [issue] = tracker.issues;
    assert.deepEqual([issue?.comments.length, issue?.state], [1, 'closed']);
    assert.equal(again.where?.(end), `${tracker.repository}/issues/1`);
  }
});

test('it is found among others, pages back, and is the oldest with our mark', async (t) => {
  const { tracker, worker } = await opened(t);
  tracker.pageSize = 2;
  const created_at = '2026-01-31T03:12:30Z';
  tracker.add({ created_at: '2026-01-01T00:00:00Z' });
  tracker.add({ created_at, body: incidentMark(headline.keyId), pull_request: {} });
  tracker.add({ created_at, body: incidentMark(headline.keyId), title: 'ours' });
  tracker.add({ created_at, body: `${incidentMark(headline.keyId)} a copy` });
  for (let i = 0; i < 5; i += 1) tracker.add({ created_at: '2026-01-31T03:20:00Z' });
  await worker().say(headline);
  assert.equal(tracker.issues.length, 9);
  assert.equal(tracker.issues.find(({ title }) => title === 'ours')?.comments.length, 1);
});

test('nobody’s text calls somebody, names another issue, or writes our mark', async (t) => {
  const { tracker, worker } = await opened(t);
  const text = `@everyone see #12 and https://evil.example <!-- mayday:entry=b --> **x**`;
  await worker().say(headline, notice('update', 'a', 10, { text }));
  await worker().say(notice('update', 'b', 20));
  const [first = '', second = ''] = tracker.issues[0]?.comments ?? [];
  assert.doesNotMatch(first, /@everyone|#12|:\/\/evil|<!-- mayday:entry=b|\*\*x/);
  assert.match(second, /text of b/);
});

test('a false alarm is closed as not planned', async (t) => {
  const { tracker, worker } = await opened(t);
  await worker().say(headline, {
    ...end,
    ending: 'false alarm',
    text: 'Resolved as false alarm by alice (cli): a test',
  });
  assert.equal(tracker.issues[0]?.state_reason, 'not_planned');
});

test('a comment is never longer than GitHub takes', async (t) => {
  const { tracker, worker } = await opened(t);
  const long = Array.from({ length: 20 }, (_, i) =>
    notice('update', `e${i}`, i, { text: '&'.repeat(5_000), details: Array(40).fill('<'.repeat(900)) }),
  );
  await worker().say(headline, ...long);
  const { comments = [] } = tracker.issues[0] ?? {};
  assert.ok(comments.length > 1 && comments.every(({ length }) => length <= 65_536));
  for (let i = 0; i < 20; i += 1) assert.ok(comments.join().includes(`mayday:entry=e${i} `));
});

test('rate limits are obeyed, refusals are final and say what to do', async (t) => {
  const { tracker, token, worker } = await opened(t);
  const answer = (status: number, headers: Record<string, string>, message: string) =>
    tracker.faults.push({ times: 1, fault: { status, headers, body: { message } } });
  const delayOf = async () => {
    try {
      await worker().say(headline);
    } catch (error) {
      failed('RateLimited', /403|429/)(error);
      return Number((error as ApplicationFailure).nextRetryDelay);
    }
    return 0;
  };
  answer(403, { 'retry-after': '20' }, 'You have exceeded a secondary rate limit');
  assert.equal(await delayOf(), 20_000);
  answer(403, {}, 'You have exceeded a secondary rate limit');
  assert.equal(await delayOf(), 60_000);
  const reset = `${Math.ceil(Date.now() / 1_000) + 90}`;
  answer(429, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }, 'API rate limit exceeded');
  const wait = await delayOf();
  assert.ok(wait > 80_000 && wait <= 91_000, `${wait}`);

  tracker.mayWrite = false;
  await assert.rejects(worker().say(headline), failed('NotAuthorised', /Issues: read and write/));
  tracker.hasIssues = false;
  await assert.rejects(worker().say(headline), failed('TargetNotFound', /Turn on the issues/));
  token.now = 'github_pat_canary_of_yesterday';
  await assert.rejects(worker().say(headline), failed('NotAuthorised', /does not know our token/));
  answer(404, {}, 'Not Found');
  await assert.rejects(worker().say(headline), failed('TargetNotFound', /no such repository/));
  answer(301, { location: 'https://elsewhere.example' }, 'Moved Permanently');
  await assert.rejects(worker().say(headline), failed('InvalidInput', /has moved/));
  answer(502, {}, 'Bad gateway');
  await assert.rejects(worker().say(headline), failed('TargetUnreachable', /502/));
  assert.equal(tracker.issues.length, 0);
});
