import assert from 'node:assert/strict';
import path from 'node:path';
import { after } from 'node:test';
import { slackChannel } from '../../activities/slack/slack-channel.ts';
import { slackClient } from '../../activities/slack/slack-client.ts';
import { createLogger } from '../../client/gateway/logger.ts';
import { buildGateway } from '../../client/gateway/server.ts';
import { openCatalogue } from '../../systems/open-catalogue.ts';
import { slackActions } from '../../workflows/contract/slack.ts';
import { withPolicy } from '../harness/policies.ts';
import { botToken, channel, SlackStandIn, signingSecret, team } from '../harness/slack.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const slack = await SlackStandIn.start();
after(() => slack.stop());

/** A listening gateway between that Slack and the stage. */
async function gatewayTo(stage: Stage) {
  const { privateKeyPem: gatewayKey } = stage.gateway;
  const app = buildGateway({
    config: {
      credentials: 'anyone',
      slack: { signingSecrets: [signingSecret], token: botToken, apiUrl: slack.apiUrl, gatewayKey },
    },
    client: stage.client,
    catalogue: openCatalogue(path.join(stage.folder, 'systems')),
    log: createLogger('silent', []),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, stop: () => app.close() };
}

/** Alice and bob approve, and have accounts in that Slack. */
function edit(file: string): string {
  return withPolicy(
    { approvers: '[on-call, support]' },
    true,
  )(file)
    .replace('{ user: UALICE, team: TDEMO }', `{ user: UALICE0001, team: ${team} }`)
    .replace('{ user: UBOB, team: TDEMO }', `{ user: UBOB000001, team: ${team} }`);
}

story(
  'two people approve what is destructive in Slack: each gives a reason, the question shows the first, and it is applied once',
  async (stage) => {
    const gateway = await gatewayTo(stage);
    const incident = await stage.alert();
    const { keyId } = await incident.asked();
    const asked = () => slack.of('ask').find(({ metadata }) => metadata.event_payload.key_id === keyId);
    const shown = () => JSON.stringify(asked()?.blocks);
    await incident.until('the question is in Slack', () => asked() !== undefined);

    /** Presses Approve and sends the form that opens. */
    const approve = async (user: string, reason: string) => {
      const question = asked();
      assert.ok(question);
      await slack.people.click(gateway.url, question, slackActions.approve, user);
      const opened = slack.views.at(-1);
      assert.ok(opened?.user === user);
      const form = slack.people.submission(opened, { mayday_reason: reason });
      assert.equal((await slack.people.send(gateway.url, form)).status, 200);
    };

    await approve('UALICE0001', 'the report can wait');
    await incident.until('the question shows the first', () => shown().includes('1 of 2 approved: alice'));
    assert.match(shown(), /mayday_approve/);
    await approve('UALICE0001', 'really');
    const told = () => slack.ephemeral.filter(({ user }) => user === 'UALICE0001').map(({ text }) => text);
    await incident.until('she is told', () => told().some((text) => text.includes('somebody else')));
    assert.match(told().join(), /alice has approved plan 1 already, .* ask bob \(support\)/);
    assert.deepEqual(stage.world.ended, []);
    await approve('UBOB000001', 'it can');
    assert.equal((await incident.result()).phase, 'resolved');
    await incident.until('the question is settled', () => /\*approved\* · bob \(slack\)/.test(shown()));
    assert.doesNotMatch(shown(), /button/);
    assert.deepEqual(stage.world.ended, [101, 102]);
    const [counted] = await incident.facts('approval counted');
    const [approved] = await incident.facts('approved');
    assert.deepEqual(
      [counted?.by, approved?.by].map((each) => each?.kind === 'person' && each.verified),
      [true, true],
    );
    await gateway.stop();
  },
  {
    edit,
    channels: (catalogue) => ({
      slack: slackChannel({
        web: slackClient({ token: botToken, apiUrl: slack.apiUrl }),
        channel,
        catalogue,
      }),
    }),
  },
);
