import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { readConfig as readGatewayConfig } from '../../../client/gateway/config.ts';
import { createLogger } from '../../../client/gateway/logger.ts';
import { startGateway } from '../../../client/gateway/main.ts';
import { connectTemporal } from '../../../client/temporal.ts';
import { until } from '../../../servers/process.ts';
import { startTemporal } from '../../../servers/temporal.ts';
import { readConfig } from '../../../worker/config.ts';
import { startWorker } from '../../../worker/main.ts';
import { incidentWorkflowId } from '../../../workflows/contract/keys.ts';
import { slackActions } from '../../../workflows/contract/slack.ts';
import { unavailable } from '../../harness/servers.ts';
import { botToken, channel, SlackStandIn, signingSecret, team } from '../../harness/slack.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });

const skip = await unavailable('temporal');

test('a click while no worker lives counts as soon as one does, and the headline says whose it was', {
  skip,
}, async (context) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-slack-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const temporal = await startTemporal({ headless: true, tuned: true });
  context.after(() => temporal.stop());
  const slack = await SlackStandIn.start();
  context.after(() => slack.stop());
  const shared = {
    HOME: folder,
    TEMPORAL_ADDRESS: temporal.address,
    MAYDAY_CATALOGUE: await catalogueWithAccounts(folder),
    MAYDAY_LOG_LEVEL: 'error',
    DEMO_SERVICE_URL: 'http://127.0.0.1:1',
    MAYDAY_SLACK_TOKEN: botToken,
    MAYDAY_SLACK_API_URL: slack.apiUrl,
  };
  const worker = () => startWorker(readConfig({ ...shared, MAYDAY_SLACK_CHANNEL: channel }), quiet);
  const gateway = await startGateway(
    readGatewayConfig({
      ...shared,
      MAYDAY_GATEWAY_PORT: '0',
      MAYDAY_HOOK_ALLOW_ANYONE: '1',
      MAYDAY_SLACK_SIGNING_SECRET: signingSecret,
    }),
    createLogger('silent', []),
  );
  context.after(() => gateway.stop());
  const { client, close } = await connectTemporal({
    environment: { TEMPORAL_ADDRESS: temporal.address },
    identity: 'click-counts',
  });
  context.after(() => close());

  const before = await worker();
  const workflowId = incidentWorkflowId('demo', 'generalIncident', 'slack');
  await client.workflow.start('generalIncident', {
    workflowId,
    taskQueue: 'mayday',
    args: [{ system: 'demo', group: 'slack', summary: 'the shop is slow' }],
  });
  await until(async () => slack.of('page').length > 0, { deadlineMs: 60_000 });
  const [headline] = slack.of('headline');
  assert.ok(headline);
  await before.stop();

  const { status, ms } = await slack.people.click(
    gateway.address,
    headline,
    slackActions.acknowledge,
    'UALICE0001',
  );
  assert.equal(status, 200);
  context.diagnostic(`answered in ${ms.toFixed(1)} ms`);
  assert.doesNotMatch(JSON.stringify(headline.blocks), /acknowledged by/);

  const after = await worker();
  try {
    const acknowledged = async () => JSON.stringify(headline.blocks).includes('acknowledged by alice (slack');
    await until(acknowledged, { deadlineMs: 60_000 });
    assert.equal(slack.of('headline').length, 1);
  } finally {
    await after.stop();
  }
});

const quiet = { terminal: { write: () => undefined } };

async function catalogueWithAccounts(folder: string): Promise<string> {
  const systems = path.join(folder, 'systems');
  await mkdir(systems);
  const demo = await readFile(new URL('../../../systems/demo.yaml', import.meta.url), 'utf8');
  const account = `$&\n    slack: { user: UALICE0001, team: ${team} }`;
  await writeFile(path.join(systems, 'demo.yaml'), demo.replace(/^ {2}alice:$/m, account));
  return systems;
}
