import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { question } from '../../../activities/slack/blocks.ts';
import { readConfig } from '../../../client/gateway/config.ts';
import { createLogger } from '../../../client/gateway/logger.ts';
import { startGateway } from '../../../client/gateway/main.ts';
import { slackSocket } from '../../../client/gateway/slack/socket-door.ts';
import { lazyTemporal } from '../../../client/temporal.ts';
import { freePort } from '../../../servers/process.ts';
import { startTemporal, type TemporalServer } from '../../../servers/temporal.ts';
import { incidentName } from '../../../workflows/contract/keys.ts';
import { slackActions } from '../../../workflows/contract/slack.ts';
import { unavailable } from '../../harness/servers.ts';
import { botToken, channel, SlackStandIn } from '../../harness/slack.ts';
import { notice, planned } from '../../harness/slack-notices.ts';
import { appToken } from '../../harness/slack-socket.ts';
import { slackCatalogue } from './slack-catalogue.ts';
import { SlackWorld } from './slack-world.ts';

const alice = 'UALICE0001';

describe('Socket Mode', { skip: await unavailable('temporal') }, () => {
  let server: TemporalServer;
  let world: SlackWorld;
  let slack: SlackStandIn;
  let door: ReturnType<typeof slackSocket>;
  const lines: string[] = [];
  before(async () => {
    server = await startTemporal({ headless: true, tuned: true });
    const catalogue = await slackCatalogue();
    world = await SlackWorld.start(server.address, catalogue);
    slack = world.slack;
    door = slackSocket({
      settings: { signingSecrets: [], token: botToken, appToken, apiUrl: slack.apiUrl },
      client: world.temporal.client,
      catalogue,
      log: createLogger('trace', [], { write: (line) => lines.push(line) }),
    });
    await slack.sockets.connected();
  });
  after(async () => {
    await door?.stop();
    await world?.stop();
    await server?.stop();
  });

  test('acknowledges a click once it is on record, and the answer of a form goes back with it', async () => {
    const { workflowId, headline, question } = await world.incident('socket');
    const click = slack.people.blockActions(headline, slackActions.acknowledge, alice);
    assert.deepEqual(await slack.sockets.deliver('interactive', click), {});
    assert.deepEqual(
      (await world.signals(workflowId)).map(({ name }) => name),
      ['acknowledge'],
    );
    await slack.sockets.deliver(
      'interactive',
      slack.people.blockActions(question, slackActions.reject, alice),
    );
    const opened = slack.views.at(-1);
    assert.ok(opened);
    const empty = await slack.sockets.deliver(
      'interactive',
      slack.people.submission(opened, { mayday_reason: ' ' }),
    );
    assert.equal(empty.response_action, 'errors');
    await slack.sockets.deliver('interactive', slack.people.submission(opened, { mayday_reason: 'no' }));
    assert.equal((await world.signals(workflowId)).at(-1)?.name, 'reject');
  });

  test('answers a command in its acknowledgement', async () => {
    const { workflowId, keyId, handle } = await world.incident('socket-command');
    const help = await slack.sockets.deliver('slash_commands', slack.people.command('help', alice));
    assert.match(help.text, /\/incident ack/);
    const name = incidentName(keyId);
    const told = await slack.sockets.deliver('slash_commands', slack.people.command(`ack ${name}`, alice));
    assert.match(told.text, new RegExp(`^${name}: recorded`));
    assert.equal((await world.signals(workflowId)).length, 1);
    await handle.terminate('the test is over');
  });

  test('comes anew when Slack asks for it, and when the connection is cut off', async () => {
    const { workflowId, headline } = await world.incident('reconnects');
    for (const leave of ['refresh', 'cut'] as const) {
      const before = slack.sockets.greeted;
      slack.sockets[leave]();
      await slack.sockets.connected(before + 1);
      const click = slack.people.blockActions(headline, slackActions.acknowledge, alice);
      assert.deepEqual(await slack.sockets.deliver('interactive', click), {});
    }
    assert.equal((await world.signals(workflowId)).length, 2);
  });

  test('an envelope whose acknowledgement is lost is sent again, and counts once', async () => {
    const { workflowId, headline } = await world.incident('lost');
    const click = slack.people.blockActions(headline, slackActions.acknowledge, alice);
    // Two sendings of one envelope: the first one's acknowledgement never arrived.
    await slack.sockets.deliver('interactive', click);
    await slack.sockets.deliver('interactive', click);
    const ids = (await world.signals(workflowId)).map(({ message }) => message.id);
    assert.equal(ids.length, 2);
    assert.equal(new Set(ids).size, 1);
  });

  test('writes no trigger, address or token into its log', () => {
    const written = lines.join('');
    assert.match(written, /connected to Slack by Socket Mode/);
    for (const secret of [
      'canary-response-url',
      'ticket=',
      'deprecated-verification',
      botToken,
      appToken,
      'ab12ab12',
    ]) {
      assert.ok(!written.includes(secret), secret);
    }
  });
});

test('while Temporal is away an envelope is not acknowledged, and comes again', async () => {
  const slack = await SlackStandIn.start();
  const temporal = lazyTemporal({
    environment: { TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}` },
    identity: 'socket-test',
  });
  const door = slackSocket({
    settings: { signingSecrets: [], token: botToken, appToken, apiUrl: slack.apiUrl },
    client: temporal.client,
    catalogue: await slackCatalogue(),
    log: createLogger('silent', []),
  });
  try {
    await slack.sockets.connected();
    const { blocks, text } = question(notice('ask', 'e2', 1, { plan: planned }));
    const message = { channel, ts: '1769829120.000100', text, blocks, broadcast: true, edits: [] };
    const click = slack.people.blockActions(message, slackActions.approve, alice);
    void slack.sockets.deliver('interactive', click);
    const until = Date.now() + 60_000;
    while (slack.sockets.sendings.length < 2 && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(new Set(slack.sockets.sendings).size, 1);
    assert.ok(slack.sockets.sendings.length >= 2);
  } finally {
    await door.stop();
    await temporal.close();
    await slack.stop();
  }
});

test('a wrong app token is said in the log, and tried again', async () => {
  const slack = await SlackStandIn.start();
  const temporal = lazyTemporal({
    environment: { TEMPORAL_ADDRESS: '127.0.0.1:1' },
    identity: 'socket-test',
  });
  const lines: string[] = [];
  const door = slackSocket({
    settings: { signingSecrets: [], token: botToken, appToken: 'xapp-wrong', apiUrl: slack.apiUrl },
    client: temporal.client,
    catalogue: await slackCatalogue(),
    log: createLogger('info', [], { write: (line) => lines.push(line) }),
  });
  try {
    const until = Date.now() + 60_000;
    while (lines.length < 2 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.match(
      lines.join(''),
      /invalid_auth.*"failures":1.*no connection to Slack by Socket Mode.*"failures":2/s,
    );
    assert.equal(slack.sockets.connections, 0);
  } finally {
    await door.stop();
    await temporal.close();
    await slack.stop();
  }
});

test('a gateway with an app token alone connects, listens to no requests of Slack, and lets go at its end', async () => {
  const slack = await SlackStandIn.start();
  const gateway = await startGateway(
    readConfig({
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      MAYDAY_CATALOGUE: fileURLToPath(new URL('../../../systems', import.meta.url)),
      MAYDAY_GATEWAY_PORT: '0',
      MAYDAY_HOOK_ALLOW_ANYONE: '1',
      MAYDAY_SLACK_TOKEN: botToken,
      MAYDAY_SLACK_APP_TOKEN: appToken,
      MAYDAY_SLACK_API_URL: slack.apiUrl,
    }),
    createLogger('silent', []),
  );
  try {
    await slack.sockets.connected();
    const { status } = await fetch(`${gateway.address}/slack/commands`, {
      method: 'POST',
      body: 'text=help',
    });
    assert.equal(status, 404);
    const answer = await slack.sockets.deliver('slash_commands', slack.people.command('help', alice));
    assert.match(answer.text, /knows nobody of this workspace/);
  } finally {
    await gateway.stop();
    assert.equal(slack.sockets.connections, 0);
    await slack.stop();
  }
});
