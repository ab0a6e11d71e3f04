import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import type { Channel } from '../../../activities/dependencies.ts';
import { slackChannel } from '../../../activities/slack/slack-channel.ts';
import { slackClient } from '../../../activities/slack/slack-client.ts';
import { botToken, channel as channelId, SlackStandIn } from '../../harness/slack.ts';
import { notice, planned } from '../../harness/slack-notices.ts';

describe('several notices at once, in Slack', () => {
  let slack: SlackStandIn;
  beforeEach(async () => {
    slack = await SlackStandIn.start();
  });
  afterEach(() => slack.stop());

  /** As a worker that has just started has it: without memory. */
  function channel(): Channel {
    const web = slackClient({ token: botToken, apiUrl: slack.apiUrl });
    return slackChannel({ web, channel: channelId, catalogue: { people: () => new Map() } });
  }

  const kinds = () => slack.messages.map(({ metadata }) => metadata.event_payload.kind);
  const shown = (i: number) => JSON.stringify(slack.messages[i]?.blocks);

  const opened = notice('headline', 'e1', 0, { text: 'Opened as Critical' });
  const page = notice('page', 'e0', 0);
  const updates = [2, 3, 4, 5].map((second) =>
    notice('update', `e${second}`, second, { phase: 'mitigating', acknowledgedBy: 'alice' }),
  );
  const asked = notice('ask', 'e6', 6, {
    phase: 'mitigating',
    acknowledgedBy: 'alice',
    plan: planned,
  });
  const approved = notice('update', 'e7', 7, {
    phase: 'mitigating',
    acknowledgedBy: 'alice',
    text: 'bob approved plan 1',
    plan: { ...planned, status: 'approved' },
  });

  test('pages and questions come first, a message each; updates come as one that lists them; the headline is written once', async () => {
    await channel().say(page, opened, ...updates, asked);
    assert.deepEqual(kinds(), ['headline', 'page', 'ask', 'update']);
    assert.match(shown(0), /Opened as Critical.*\*mitigating\* · acknowledged by alice/);
    assert.equal(slack.messages[0]?.edits.length, 0);
    assert.match(shown(3), /4 updates since 03:12:02 UTC.*\*03:12:02\* text of e2.*\*03:12:05\* text of e5/);
    assert.equal(slack.messages[3]?.metadata.event_payload.entry_ids, 'e2 e3 e4 e5');
  });

  test('none of them comes a second time, in whatever company it is said again', async () => {
    await channel().say(page, opened, ...updates);
    await channel().say(page, opened, ...updates);
    await channel().say(...updates.slice(2), notice('update', 'new', 9));
    for (const each of updates) await channel().say(each);
    assert.deepEqual(kinds(), ['headline', 'page', 'update', 'update']);
    assert.equal(slack.messages[3]?.metadata.event_payload.entry_id, 'new');
  });

  test('what was said before an answer was lost, or before Slack asked to wait, is not said again', async () => {
    const all = [page, opened, ...updates, asked];
    slack.dropAnswer('chat.postMessage');
    await assert.rejects(channel().say(...all));
    const one = channel();
    slack.limit('chat.postMessage', 1);
    await assert.rejects(one.say(...all), { type: 'RateLimited', nextRetryDelay: 1_000 });
    slack.dropAnswer('chat.postMessage');
    await assert.rejects(channel().say(...all));
    slack.dropAnswer('chat.postMessage', 2);
    await assert.rejects(channel().say(...all));
    await assert.rejects(channel().say(...all));
    await channel().say(...all);
    assert.deepEqual(kinds(), ['headline', 'page', 'ask', 'update']);
  });

  test('a question that is decided by the time it can be asked has no buttons, wakes nobody and is written once', async () => {
    await channel().say(opened, asked, approved);
    const [question] = slack.of('ask');
    assert.match(JSON.stringify(question?.blocks), /\*approved\* · bob approved plan 1/);
    assert.doesNotMatch(JSON.stringify(question?.blocks), /button/);
    assert.equal(question?.broadcast, false);
    assert.equal(question?.edits.length, 0);
  });

  test('the headline shows who commands, what fires next and when, and the buttons that anybody may press', async () => {
    const clocks = [
      { name: 'response', due: '2026-01-31T03:27:00.000Z', fires: 'pages <bob>' },
      { name: 'update reminder', due: '2026-01-31T03:40:00.000Z', fires: 'reminds carol' },
      { name: 'update', due: '2026-01-31T03:42:00.000Z', fires: 'tells all' },
      { name: 'resolution', due: '2026-01-31T05:12:00.000Z', fires: 'warns carol' },
    ] as const;
    await channel().say({ ...opened, commander: 'carol', clocks: [...clocks] });
    const unix = Date.parse('2026-01-31T03:27:00.000Z') / 1_000;
    assert.match(shown(0), /\*triggered\* · not acknowledged · commander: carol/);
    assert.ok(shown(0).includes(`<!date^${unix}^{time} ({ago})|03:27 UTC>: pages &lt;bob&gt;`), shown(0));
    assert.match(shown(0), /next update <!date\^/);
    assert.doesNotMatch(shown(0), /reminds carol/);
    assert.match(shown(0), /mayday_acknowledge.*mayday_assign.*mayday_severity.*mayday_update/);

    await channel().say({ ...updates[0], commander: 'dora', clocks: clocks.slice(3) } as typeof opened);
    assert.match(shown(0), /acknowledged by alice · commander: dora/);
    assert.doesNotMatch(shown(0), /pages|next update|mayday_acknowledge/);
    assert.match(shown(0), /warns carol.*mayday_assign/);

    await channel().say(notice('resolved', 'e9', 9, { phase: 'resolved', clocks: [...clocks] }));
    assert.doesNotMatch(shown(0), /button|<!date/);
  });

  const keeper = { about: undefined, clocks: undefined, acknowledgedBy: undefined };

  test('a keeper, who knows nothing of commander, clocks and who acknowledged, leaves them as they are', async () => {
    await channel().say({ ...opened, commander: 'carol', acknowledgedBy: 'alice' });
    await channel().say(notice('page', 'frozen', 5, keeper));
    assert.match(shown(0), /acknowledged by alice · commander: carol/);
    assert.equal(slack.messages[0]?.edits.length, 0);
    await channel().say(notice('resolved', 'ended', 6, { ...keeper, phase: 'failed' }));
    assert.match(shown(0), /\*failed\* · acknowledged by alice · commander: carol/);
  });

  test('where a keeper, or what follows an incident, is heard first, the incident itself still knows better', async () => {
    await channel().say(notice('update', 'follow-up', 600, { ...keeper, phase: 'resolved' }));
    await channel().say(
      opened,
      ...updates,
      notice('resolved', 'e9', 9, { phase: 'resolved', acknowledgedBy: 'alice' }),
    );
    assert.match(shown(0), /Opened as Critical.*\*resolved\* · acknowledged by alice/);
  });

  test('a notice that changes nothing of the headline costs two calls', async () => {
    const one = channel();
    await one.say(opened);
    slack.calls.length = 0;
    await one.say(notice('update', 'e2', 1));
    assert.deepEqual(slack.calls, ['conversations.replies', 'chat.postMessage']);
  });

  test('workers that take turns say nothing twice, and know what the other one wrote', async () => {
    const [one, two] = [channel(), channel()];
    await one.say(opened);
    await two.say(asked);
    await one.say(notice('update', 'e8', 8, { label: 'High' }));
    await two.say(notice('update', 'e9', 9, { label: 'Critical' }));
    await one.say(approved);
    for (const each of [asked, approved]) for (const worker of [one, two]) await worker.say(each);
    assert.deepEqual(kinds(), ['headline', 'ask', 'update', 'update', 'update']);
    assert.match(shown(0), /· Critical ·/);
    assert.doesNotMatch(shown(1), /button/);
  });

  test('when Slack is too slow for all of them the rest follows, and nothing comes twice', async () => {
    const pages = Array.from({ length: 8 }, (_, i) => notice('page', `p${i}`, i));
    slack.slow = 900;
    const one = channel();
    const failure = await one.say(opened, ...pages).catch((error: unknown) => error);
    assert.ok(failure instanceof ApplicationFailure && !failure.nonRetryable, String(failure));
    const first = slack.of('page').length;
    assert.ok(first > 0 && first < 8, `${first}`);
    slack.slow = 0;
    await one.say(opened, ...pages);
    assert.deepEqual(
      slack.of('page').map(({ metadata }) => metadata.event_payload.entry_id),
      pages.map(({ entryId }) => entryId),
    );
  });
});
