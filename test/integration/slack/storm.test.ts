import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { msToNumber } from '@temporalio/common/lib/time.js';
import type { Channel } from '../../../activities/dependencies.ts';
import { slackChannel } from '../../../activities/slack/slack-channel.ts';
import { slackClient } from '../../../activities/slack/slack-client.ts';
import type { Notice } from '../../../workflows/contract/notices.ts';
import { botToken, channel as channelId, SlackStandIn } from '../../harness/slack.ts';
import { notice } from '../../harness/slack-notices.ts';

/** ms that one of Slack's seconds takes here. */
const second = 20;
const incidents = 200;

describe('a storm of incidents, and a Slack that keeps to its limits', () => {
  let slack: SlackStandIn;
  before(async () => {
    slack = await SlackStandIn.start();
  });
  after(() => slack.stop());

  test('none of 200 is lost or said twice, and nobody calls who was told to wait', async (t) => {
    const limits = slack.keepToLimits(second);
    const web = slackClient({ token: botToken, apiUrl: slack.apiUrl, second });
    const channel = slackChannel({ web, channel: channelId, catalogue: { people: () => new Map() } });
    const of = (i: number): Partial<Notice> => ({ keyId: `key-${i}`, incident: `INC-${i}` });
    const all = Array.from({ length: incidents }, (_, i) => i);
    const started = performance.now();
    await Promise.all(
      all.map(async (i) => {
        await deliver(channel, notice('page', 'page', 0, of(i)), notice('headline', 'opened', 0, of(i)));
        await deliver(channel, notice('update', 'update', 5, of(i)));
      }),
    );
    t.diagnostic(
      `${slack.calls.length} calls, ${limits.refusals} refused, ${Math.round((performance.now() - started) / second)} of Slack's seconds`,
    );
    const said = slack.messages.map(
      ({ metadata: { event_payload: about } }) => `${about.key_id} ${about.kind}`,
    );
    const wanted = all.flatMap((i) => ['headline', 'page', 'update'].map((kind) => `key-${i} ${kind}`));
    assert.deepEqual(said.toSorted(), wanted.toSorted());
    assert.ok(limits.refusals > 0, 'Slack had to ask for patience');
    assert.equal(limits.impatient, 0);
  });
});

/** As Temporal does it: until it is said, and not before Slack wants it. */
async function deliver(channel: Channel, ...notices: Notice[]): Promise<void> {
  for (;;) {
    try {
      await channel.say(...notices);
      return;
    } catch (error) {
      assert.ok(error instanceof ApplicationFailure && !error.nonRetryable, String(error));
      await delay(error.nextRetryDelay ? msToNumber(error.nextRetryDelay) : 1_000);
    }
  }
}
