import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import type { Channel } from '../../../activities/dependencies.ts';
import { slackChannel } from '../../../activities/slack/slack-channel.ts';
import { slackClient } from '../../../activities/slack/slack-client.ts';
import type { Approver } from '../../../systems/catalogue.ts';
import { botToken, channel as channelId, closedChannel, SlackStandIn, team } from '../../harness/slack.ts';
import { notice, planned } from '../../harness/slack-notices.ts';

const alice: Approver = {
  name: 'alice',
  roles: ['on-call'],
  publicKeys: [],
  slack: { user: 'UALICE0001', team },
};
const catalogue = { people: () => new Map([['alice', alice]]) };

describe('the channel slack', () => {
  let slack: SlackStandIn;
  beforeEach(async () => {
    slack = await SlackStandIn.start();
  });
  afterEach(() => slack.stop());

  /** As a worker that has just started has it: without memory. */
  function channel({ token = botToken, channel: id = channelId } = {}): Channel {
    return slackChannel({ web: slackClient({ token, apiUrl: slack.apiUrl }), channel: id, catalogue });
  }

  const opened = notice('headline', 'e1', 0, { text: 'Opened as Critical: <too many> clients' });
  const asked = notice('ask', 'e3', 2, { phase: 'mitigating', plan: planned });
  const approved = notice('update', 'e4', 3, {
    phase: 'mitigating',
    acknowledgedBy: 'alice (slack)',
    text: 'alice (slack) approved plan 1',
    plan: { ...planned, status: 'approved' },
  });

  async function says(failing: Promise<unknown>): Promise<ApplicationFailure> {
    const error = await failing.then(
      () => assert.fail('it was said'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof ApplicationFailure, String(error));
    return error;
  }

  function texts(blocks: unknown): string {
    return JSON.stringify(blocks);
  }

  test('says a notice once, whoever says it how often, and whatever comes first opens the thread', async () => {
    const page = notice('page', 'e0', 0, { people: ['alice', 'dora <x>'] });
    const all = [page, opened, notice('update', 'e2', 1), asked, approved, notice('resolved', 'e5', 9)];
    for (const each of all) await channel().say(each);
    const once = channel();
    await Promise.all(all.map((each) => once.say(each)));
    for (const each of all) await channel().say(each);

    assert.equal(slack.messages.length, 6);
    const [headline, ...replies] = slack.messages;
    assert.match(texts(headline?.blocks), /Opened as Critical: &lt;too many&gt; clients/);
    assert.deepEqual([...new Set(replies.map(({ thread_ts }) => thread_ts))], [headline?.ts]);
    assert.deepEqual(
      replies.map(({ metadata }) => metadata.event_payload.entry_id),
      ['e0', 'e2', 'e3', 'e4', 'e5'],
    );
    assert.match(slack.of('page')[0]?.text ?? '', /^<@UALICE0001> dora &lt;x&gt; text of e0$/);
    assert.equal(slack.of('page')[0]?.broadcast, true);
  });

  test('whom an update names is mentioned in the thread, and the channel is not woken', async () => {
    await channel().say(opened);
    await channel().say(notice('update', 'e9', 1, { people: ['alice'] }));
    const reply = slack.messages.at(-1);
    assert.match(texts(reply?.blocks), /<@UALICE0001>/);
    assert.equal(reply?.broadcast, false);
  });

  test('of notices that come all at once, one opens the thread', async () => {
    const one = channel();
    await Promise.all([notice('page', 'e0', 0), opened, asked, approved].map((each) => one.say(each)));
    assert.deepEqual(slack.messages.map(({ metadata }) => metadata.event_payload.kind).toSorted(), [
      'ask',
      'headline',
      'page',
      'update',
    ]);
  });

  test('a message whose answer was lost is found again instead of being posted twice', async () => {
    for (const each of [opened, asked, approved]) {
      slack.dropAnswer('chat.postMessage');
      const failure = await says(channel().say(each));
      assert.equal(failure.type, 'TargetUnreachable');
      assert.ok(!failure.nonRetryable);
      await channel().say(each);
      await channel().say(each);
    }
    slack.dropAnswer('chat.update');
    const resolved = notice('resolved', 'e9', 9, { phase: 'resolved' });
    await says(channel().say(resolved));
    await channel().say(resolved);
    assert.equal(slack.messages.length, 4);
  });

  test('is found among more messages than a page of history or of replies holds', async () => {
    await channel().say(opened);
    const web = slackClient({ token: botToken, apiUrl: slack.apiUrl });
    const thread_ts = slack.messages[0]?.ts ?? '';
    await channel().say(asked);
    for (let i = 0; i < 210; i += 1) {
      await web.chat.postMessage({ channel: channelId, text: 'chatter' });
      await web.chat.postMessage({ channel: channelId, text: 'chatter', thread_ts });
    }
    await channel().say(asked);
    await channel().say(notice('update', 'late', 60));
    await channel().say(notice('update', 'late', 60));
    assert.equal(slack.of('headline').length, 1);
    assert.equal(slack.of('ask').length, 1);
    assert.equal(slack.of('update').length, 1);
  });

  test('when Slack asks to wait, Temporal is told for how long', async () => {
    slack.limit('chat.postMessage', 17);
    const failure = await says(channel().say(opened));
    assert.equal(failure.type, 'RateLimited');
    assert.equal(failure.nextRetryDelay, 17_000);
    assert.equal(slack.calls.filter((method) => method === 'chat.postMessage').length, 1);
    await channel().say(opened);
    assert.equal(slack.messages.length, 1);
  });

  test('the headline shows phase, severity and who acknowledged, as of the newest notice', async () => {
    await channel().say(opened);
    const headline = slack.messages[0];
    assert.match(texts(headline?.blocks), /Critical.*\*triggered\* · not acknowledged.*mayday_acknowledge/);
    await channel().say(approved);
    await channel().say(notice('update', 'older', 1, { label: 'High' }));
    assert.match(
      texts(headline?.blocks),
      /Critical.*too many.*\*mitigating\* · acknowledged by alice \(slack\)/,
    );
    assert.doesNotMatch(texts(headline?.blocks), /mayday_acknowledge/);
    assert.equal(headline?.edits.length, 1);
    await channel().say(notice('resolved', 'e9', 9, { phase: 'resolved', label: 'High' }));
    assert.match(texts(headline?.blocks), /High.*too many.*\*resolved\*/);
  });

  test('once a plan is decided its buttons are gone, and the question says who decided and when', async () => {
    for (const each of [opened, asked]) await channel().say(each);
    const [question] = slack.of('ask');
    assert.match(texts(question?.blocks), /mayday_approve.*mayday_reject.*mayday_details/);
    assert.equal(question?.broadcast, true);
    const applied = notice('update', 'e5', 5, { text: 'Applied', plan: { ...planned, status: 'approved' } });
    await channel().say(applied);
    for (const each of [approved, applied]) await channel().say(each);
    assert.match(texts(question?.blocks), /\*approved\* · alice \(slack\) approved plan 1 · 03:12:03 UTC/);
    assert.doesNotMatch(texts(question?.blocks), /button/);
  });

  const counted = notice('update', 'e35', 3, {
    phase: 'mitigating',
    text: 'alice (slack) approved plan 1; it needs one more approver, ask bob (on-call)',
    plan: { ...planned, progress: '1 of 2 approved: alice' },
  });
  const progressShown = /"1 of 2 approved: alice".*mayday_approve.*mayday_reject.*mayday_details/;

  test('after the first of two approvals the question says so, once, and keeps its buttons until it is decided', async () => {
    for (const each of [opened, asked, counted, counted]) await channel().say(each);
    const [question] = slack.of('ask');
    assert.match(texts(question?.blocks), progressShown);
    assert.equal(question?.edits.length, 1);
    assert.match(texts(slack.of('update')[0]?.blocks), /it needs one more approver, ask bob/);
    const second = { ...approved, entryId: 'e45', at: notice('update', '', 9).at };
    for (const each of [second, counted]) await channel().say(each);
    assert.match(texts(question?.blocks), /\*approved\* · alice \(slack\) approved plan 1/);
    assert.doesNotMatch(texts(question?.blocks), /button|1 of 2/);
  });

  test('a question that could not be posted before the first approval shows it all the same', async () => {
    for (const each of [opened, counted, asked]) await channel().say(each);
    assert.match(texts(slack.of('ask')[0]?.blocks), progressShown);
  });

  test('that somebody goes alone is a page to the channel, and settles the question', async () => {
    const says = 'alice (slack) approved plan 1 alone (break-glass): bob is on a plane';
    const page = notice('page', 'e36', 4, {
      text: says,
      people: ['alice'],
      plan: { ...planned, status: 'approved' },
    });
    for (const each of [opened, asked, page]) await channel().say(each);
    assert.equal(slack.of('page')[0]?.text, `<@UALICE0001> ${says}`);
    assert.equal(slack.of('page')[0]?.broadcast, true);
    assert.match(texts(slack.of('ask')[0]?.blocks), /\*approved\* · alice \(slack\) approved plan 1 alone/);
    assert.doesNotMatch(texts(slack.of('ask')[0]?.blocks), /button/);
  });

  test('a question that could not be posted before its decision has no buttons', async () => {
    for (const each of [opened, approved, asked]) await channel().say(each);
    const [question] = slack.of('ask');
    assert.match(texts(question?.blocks), /\*approved\* · alice \(slack\) approved plan 1/);
    assert.doesNotMatch(texts(question?.blocks), /button/);
  });

  test('a question that is about no plan has no buttons', async () => {
    const wanted = notice('ask', 'e8', 8, { text: 'How many connections may the shop have?' });
    for (const each of [opened, approved, wanted]) await channel().say(each);
    assert.match(texts(slack.of('ask')[0]?.blocks), /How many connections/);
    assert.doesNotMatch(texts(slack.of('ask')[0]?.blocks), /button/);
  });

  test('the decision on a plan of the same number before a reset leaves the new question open', async () => {
    const again = notice('ask', 'e6', 6, { plan: { ...planned, hash: 'b2'.repeat(32) } });
    for (const each of [opened, asked, again, approved]) await channel().say(each);
    const [first, second] = slack.of('ask');
    assert.doesNotMatch(texts(first?.blocks), /button/);
    assert.match(texts(second?.blocks), /mayday_approve/);
  });

  test('an answer is seen by the one who clicked, and by nobody else', async () => {
    const place = { user: 'UBOB000001', team, channel: channelId };
    await channel().say(notice('answer', 'e7', 7, { text: 'bob is not an approver', slack: place }));
    await channel().say(notice('answer', 'e8', 7));
    assert.equal(slack.messages.length, 0);
    assert.equal(slack.ephemeral.length, 1);
    assert.equal(slack.ephemeral[0]?.user, 'UBOB000001');
    assert.match(slack.ephemeral[0]?.text ?? '', /bob is not an approver/);
  });

  test('a headline that somebody deleted is written again', async () => {
    const one = channel();
    await one.say(opened);
    slack.messages.length = 0;
    await one.say(notice('update', 'e2', 1));
    assert.deepEqual(
      slack.messages.map(({ metadata }) => metadata.event_payload.kind),
      ['headline', 'update'],
    );
  });

  test('what no retry can mend says what to do', async () => {
    const cases: [Channel, type: string, says: RegExp][] = [
      [channel({ token: 'xoxb-wrong' }), 'NotAuthorised', /set MAYDAY_SLACK_TOKEN.*\(invalid_auth\)/],
      [channel({ channel: 'CUNKNOWN1' }), 'TargetNotFound', /invite the app, and set MAYDAY_SLACK_CHANNEL/],
      [channel({ channel: closedChannel }), 'TargetNotFound', /type "\/invite @Mayday" there/],
    ];
    for (const [where, type, sentence] of cases) {
      const failure = await says(where.say(opened));
      assert.equal(failure.type, type);
      assert.equal(failure.nonRetryable, true);
      assert.match(failure.message, sentence);
    }
  });

  test('a Slack that is away is tried again', async () => {
    const nowhere = slackClient({ token: botToken, apiUrl: 'http://127.0.0.1:1/api/' });
    const failure = await says(slackChannel({ web: nowhere, channel: channelId, catalogue }).say(opened));
    assert.equal(failure.type, 'TargetUnreachable');
    assert.match(failure.message, /^Slack cannot be reached: /);
  });

  test('texts of any size and content keep within the limits', async () => {
    const wild = '<!channel> & <@U1> "\u0000" \u{1f6a8} '.repeat(3_000);
    const details = Array.from({ length: 400 }, (_, i) => `${i} ${wild.slice(0, i * 20)}`);
    const long = { text: wild, details, label: wild.slice(0, 500), people: [wild] };
    const plan = { ...planned, title: wild, risk: 'destructive' } as const;
    for (const kind of ['headline', 'update', 'page'] as const) {
      await channel().say(notice(kind, kind, 0, long));
    }
    await channel().say(notice('ask', 'ask', 1, { ...long, plan, workflowId: 'w'.repeat(1_000) }));
    await channel().say(notice('update', 'done', 2, { ...long, plan: { ...plan, status: 'rejected' } }));
    const place = { user: 'UBOB000001', team, channel: channelId };
    await channel().say(notice('answer', 'answer', 3, { ...long, slack: place }));
    assert.equal(slack.messages.length, 5);
    for (const { text, blocks } of slack.messages) {
      assert.doesNotMatch(text + texts(blocks), /<!channel>|<@U1>/);
    }
  });
});
