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
import { botToken, SlackStandIn, signingSecret, team } from '../harness/slack.ts';
import { story } from '../harness/story.ts';

const slack = await SlackStandIn.start();
after(() => slack.stop());

/** Alice and bob approve, and have accounts in that Slack. */
function edit(file: string): string {
  return withPolicy({ approvers: '[on-call, support]' })(file)
    .replace('{ user: UALICE, team: TDEMO }', `{ user: UALICE0001, team: ${team} }`)
    .replace('{ user: UBOB, team: TDEMO }', `{ user: UBOB000001, team: ${team} }`);
}

story(
  'in the channel of the incident a stranger presses Approve, then two people at once: one decision counts, the others hear why theirs does not, and it is applied once',
  async (stage) => {
    const app = buildGateway({
      config: {
        credentials: 'anyone',
        slack: {
          signingSecrets: [signingSecret],
          token: botToken,
          apiUrl: slack.apiUrl,
          gatewayKey: stage.gateway.privateKeyPem,
        },
      },
      client: stage.client,
      catalogue: openCatalogue(path.join(stage.folder, 'systems')),
      log: createLogger('silent', []),
    });
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const incident = await stage.alert();
    await incident.asked();
    await incident.until('the question is in Slack', () => slack.of('ask').length > 0);
    const [question] = slack.of('ask');
    assert.ok(question);
    const { name } = slack.conversations.all.find(({ id }) => id === question.channel) ?? {};
    assert.match(name ?? '', /^inc-[0-9a-z]{6}-databaseissues$/);

    const heard = (user: string | undefined) => slack.ephemeral.filter((each) => each.user === user);
    const click = (user: string) => slack.people.click(url, question, slackActions.approve, user);
    await click('UEVE000001');
    await incident.until('the stranger is told', () => heard('UEVE000001').length > 0);
    assert.match(heard('UEVE000001')[0]?.text ?? '', /is not named in the catalogue of demo/);
    assert.deepEqual(stage.world.ended, []);

    const answers = await Promise.all(['UALICE0001', 'UBOB000001'].map(click));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    );
    assert.equal((await incident.result()).phase, 'resolved');
    const approved = await incident.facts('approved');
    assert.equal(approved.length, 1);
    assert.deepEqual(stage.world.ended, [101, 102]);

    const by = approved[0]?.by.kind === 'person' ? approved[0].by.name : '';
    const late = { alice: 'UBOB000001', bob: 'UALICE0001' }[by];
    await incident.until('the other one is told', () => heard(late).length > 0);
    assert.match(heard(late)[0]?.text ?? '', new RegExp(`${by} (\\(slack\\) )?(has )?approved plan 1`));
    assert.equal(slack.ephemeral.length, 2);
    assert.deepEqual([...new Set(slack.ephemeral.map(({ channel }) => channel))], [question.channel]);
    const shown = JSON.stringify(question.blocks);
    assert.match(shown, new RegExp(`\\*approved\\* · ${by} \\(slack\\) approved plan 1`));
    assert.doesNotMatch(shown, /button/);
    await app.close();
  },
  {
    edit,
    channels: (catalogue) => ({
      slack: slackChannel({
        web: slackClient({ token: botToken, apiUrl: slack.apiUrl }),
        channel: '#incidents',
        perIncident: true,
        catalogue,
      }),
    }),
  },
);
