import assert from 'node:assert/strict';
import { after } from 'node:test';
import { slackChannel } from '../../activities/slack/slack-channel.ts';
import { slackClient } from '../../activities/slack/slack-client.ts';
import { botToken, channel, SlackStandIn } from '../harness/slack.ts';
import { story } from '../harness/story.ts';

const minute = 60_000;
const slack = await SlackStandIn.start();
after(() => slack.stop());

story(
  'Slack is down for the better part of an hour: the incident goes on and is approved elsewhere; then one headline is up to date, one reply lists what happened, and no button is stale',
  async (stage) => {
    slack.down = true;
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    await incident.until('it watches', ({ phase }) => phase === 'monitoring');
    await stage.pass(50 * minute);
    assert.equal((await incident.view()).phase, 'resolved');
    assert.equal(slack.messages.length, 0);

    slack.down = false;
    assert.equal((await incident.result()).phase, 'resolved');
    const headlines = slack.of('headline');
    assert.equal(headlines.length, 1);
    const shown = JSON.stringify(headlines[0]?.blocks);
    assert.match(shown, /Opened as .*\*resolved\* · acknowledged by alice/);

    // What follows the incident is a run of its own, with a line of its own.
    const own = stage.said.filter(({ phase, kind }) => phase !== 'resolved' || kind === 'resolved');
    const entries = (kinds: string[]) =>
      own.filter(({ kind }) => kinds.includes(kind)).map(({ entryId }) => entryId);
    const messages = slack.messages
      .map(({ metadata }) => metadata.event_payload)
      .map(({ entry_id, entry_ids = entry_id }) => entry_ids.split(' '))
      .filter((ids) => ids.some((id: string) => entries(['page', 'ask', 'update', 'resolved']).includes(id)));
    assert.deepEqual(messages, [
      ...entries(['page']).map((id) => [id]),
      ...entries(['ask']).map((id) => [id]),
      entries(['update', 'resolved']),
    ]);
    assert.ok(entries(['update', 'resolved']).length > 3);
    for (const message of slack.messages) assert.doesNotMatch(JSON.stringify(message.blocks), /button/);
  },
  {
    channels: (catalogue) => ({
      slack: slackChannel({
        web: slackClient({ token: botToken, apiUrl: slack.apiUrl }),
        channel,
        catalogue,
      }),
    }),
  },
);
