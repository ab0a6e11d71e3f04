import assert from 'node:assert/strict';
import test from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import { teamsChannel } from '../../../activities/teams/teams-channel.ts';
import { notice, planned } from '../../harness/slack-notices.ts';
import type { Answer, Fault } from '../../harness/stand-in.ts';
import { TeamsStandIn, teamsKey } from '../../harness/teams.ts';

const reference = `\${TEAMS_URL}`;

async function opened(t: test.TestContext) {
  const teams = await new TeamsStandIn().listen();
  t.after(() => teams.stop());
  const channel = teamsChannel({ kind: 'teams', url: reference }, () => teams.address);
  return { teams, channel };
}

const failed = (type: string, says: RegExp) => (error: unknown) => {
  assert.ok(error instanceof ApplicationFailure);
  assert.equal(error.type, type);
  assert.match(error.message, says);
  assert.doesNotMatch(error.message, /canary/);
  return true;
};

test('the beginning, a question with its command, a page with its names and the end are a card each', async (t) => {
  const { teams, channel } = await opened(t);
  await channel.say(
    notice('page', 'p', 0, { text: 'Paged on-call', people: ['alice'] }),
    notice('headline', 'h', 0, { text: 'Opened as P0: the shop answers 503' }),
    notice('ask', 'a', 5, { plan: planned, details: ['mayday approve INC-7K3FQ2 --plan 1 --as NAME'] }),
    notice('resolved', 'r', 60, { phase: 'resolved', text: 'Resolved as fixed' }),
  );
  assert.equal(teams.cards.length, 4);
  const [page = '', headline = '', ask = '', end = ''] = teams.texts;
  assert.match(page, /^INC-7K3FQ2 · Critical · demo\nPaged on-call\nFor alice\n/);
  assert.match(headline, /the shop answers 503/);
  assert.match(ask, /mayday approve INC-7K3FQ2 --plan 1 --as NAME/);
  assert.match(end, /Resolved as fixed\nresolved ·/);
});

test('updates that piled up are one card with their times, and nobody’s text is markup', async (t) => {
  const { teams, channel } = await opened(t);
  await channel.say(
    notice('update', 'a', 10, { text: '[click](https://evil.example) <at>all</at>' }),
    notice('update', 'b', 20),
  );
  assert.equal(teams.cards.length, 1);
  assert.match(
    teams.texts[0] ?? '',
    /03:12:10 \[click\]\(https:\/\/evil\.example\) <at>all<\/at>\n03:12:20 text of b/,
  );
  assert.ok(teams.cards[0].body.every(({ type }: { type: string }) => type === 'RichTextBlock'));
});

test('a card is never larger than Teams takes, and says what it left out', async (t) => {
  const { teams, channel } = await opened(t);
  const long = Array.from({ length: 20 }, (_, i) =>
    notice('update', `e${i}`, i, { text: 'ü'.repeat(5_000), details: Array(60).fill('x'.repeat(900)) }),
  );
  await channel.say(...long);
  assert.equal(teams.cards.length, 1);
  const one = notice('update', 'one', 1, { details: Array.from({ length: 60 }, (_, i) => `line ${i}`) });
  await channel.say(one);
  assert.match(teams.texts[1] ?? '', /line 39\n… and 20 more lines/);
});

for (const [what, fault] of [
  ['the answer is lost', 'answer lost'],
  ['a gateway on the way fails', { status: 502 }],
] as [string, Fault][]) {
  test(`${what}: nobody knows, and it is not sent again`, async (t) => {
    const { teams, channel } = await opened(t);
    teams.faults.push({ times: 1, fault });
    const said = notice('headline', 'h', 0);
    await assert.rejects(channel.say(said), failed('OutcomeUnknown', /Teams \(http/));
    await channel.say(said);
    assert.equal(teams.asked.length, 1);
  });
}

test('what Teams did not take is sent when it does', async (t) => {
  const { teams, channel } = await opened(t);
  const said = notice('headline', 'h', 0);
  teams.faults.push({ times: 1, fault: { status: 503 } });
  await assert.rejects(channel.say(said), failed('TargetUnreachable', /503/));
  teams.faults.push({ times: 1, fault: { status: 429, headers: { 'retry-after': '1' } } });
  const began = Date.now();
  await channel.say(said);
  assert.ok(Date.now() - began >= 950, 'a short wait is waited for');
  assert.equal(teams.cards.length, 1);
});

test('a long wait is said, and nothing is asked before it is over', async (t) => {
  const { teams, channel } = await opened(t);
  teams.faults.push({ times: 1, fault: { status: 429, headers: { 'retry-after': '60' } } });
  const said = notice('headline', 'h', 0);
  await assert.rejects(channel.say(said), (error: ApplicationFailure) => {
    assert.ok(Number(error.nextRetryDelay) > 55_000, `${error.nextRetryDelay}`);
    return failed('RateLimited', /asks to wait for (60|59) s/)(error);
  });
  await assert.rejects(channel.say(said), failed('RateLimited', /wait/));
  assert.equal(teams.asked.length, 1);
});

test('refusals are final, say what to do, and show no secret', async (t) => {
  const { teams, channel } = await opened(t);
  const answer = (status: number): Answer => ({ status, body: { error: `refused, ${teamsKey}` } });
  teams.faults.push(
    { times: 1, fault: answer(401) },
    { times: 1, fault: answer(404) },
    { times: 1, fault: answer(400) },
  );
  await assert.rejects(
    channel.say(notice('headline', 'a', 0)),
    failed('NotAuthorised', /401: .*the address that it shows now/),
  );
  await assert.rejects(channel.say(notice('headline', 'b', 0)), failed('TargetNotFound', /404/));
  await assert.rejects(channel.say(notice('headline', 'c', 0)), failed('InvalidInput', /400/));
  const lost = teamsChannel({ kind: 'teams', url: reference }, () => 'not an address');
  await assert.rejects(lost.say(notice('headline', 'e', 0)), failed('InvalidInput', /not one/));
});

test('where nobody listens nothing was sent, so it may be sent again', async () => {
  const channel = teamsChannel({ kind: 'teams', url: reference }, () => 'http://127.0.0.1:9/x');
  await assert.rejects(channel.say(notice('headline', 'd', 0)), failed('TargetUnreachable', /ECONNREFUSED/));
});
