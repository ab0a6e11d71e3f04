import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { readConfig as readGatewayConfig } from '../../../client/gateway/config.ts';
import { createLogger } from '../../../client/gateway/logger.ts';
import { startGateway } from '../../../client/gateway/main.ts';
import { until } from '../../../servers/process.ts';
import { startTemporal } from '../../../servers/temporal.ts';
import { readConfig } from '../../../worker/config.ts';
import { startWorker } from '../../../worker/main.ts';
import { unavailable } from '../../harness/servers.ts';
import { botToken, channel, SlackStandIn, signingSecret, team } from '../../harness/slack.ts';
import { SlackResponses } from '../../harness/slack-responses.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });

const alice = 'UALICE0001';

test('an incident is opened, led and ended from Slack alone, and each answer comes to who asked', {
  skip: await unavailable('temporal'),
}, async (context) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-slack-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const temporal = await startTemporal({ headless: true, tuned: true });
  context.after(() => temporal.stop());
  const slack = await SlackStandIn.start();
  context.after(() => slack.stop());
  const responses = await SlackResponses.start();
  context.after(() => responses.stop());
  const shared = {
    HOME: folder,
    TEMPORAL_ADDRESS: temporal.address,
    MAYDAY_CATALOGUE: await catalogueWithAccounts(folder),
    MAYDAY_ARCHIVE_DIR: path.join(folder, 'archive'),
    MAYDAY_LOG_LEVEL: 'error',
    DEMO_SERVICE_URL: 'http://127.0.0.1:1',
    MAYDAY_SLACK_TOKEN: botToken,
    MAYDAY_SLACK_API_URL: slack.apiUrl,
  };
  const worker = await startWorker(readConfig({ ...shared, MAYDAY_SLACK_CHANNEL: channel }), quiet);
  context.after(() => worker.stop());
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

  /** What the writer reads in the end, whichever way it came. */
  async function say(text: string): Promise<string> {
    const response_url = responses.url();
    const form = slack.people.command(text, alice, { response_url });
    const { status, body, ms } = await slack.people.say(gateway.address, form);
    assert.equal(status, 200);
    assert.ok(ms < 3_000, `${text}: ${ms} ms`);
    if (body === '') return '';
    const first: string = JSON.parse(body).text;
    if (!/Still at it|nobody answers yet/.test(first)) return first;
    await until(async () => responses.said.has(response_url), { deadlineMs: 60_000 });
    return responses.said.get(response_url)?.[0]?.text ?? '';
  }

  await say('create "the shop is slow"');
  const empty = slack.views.at(-1);
  assert.ok(empty);
  const values = { 'mayday_runbook demo': 'generalIncident', 'mayday_severity demo': 'P1' };
  const sent = await slack.people.send(gateway.address, slack.people.submission(empty, values));
  const name = /INC-[0-9A-Z]{6}/.exec(sent.body)?.[0];
  assert.ok(name, sent.body);
  await until(async () => slack.of('headline').length > 0, { deadlineMs: 60_000 });
  assert.match(slack.of('headline')[0]?.text ?? '', new RegExp(`${name}.*the shop is slow`, 's'));

  assert.match(await say('list'), new RegExp(`^${name} · .* · generalIncident of demo · waits for`));
  assert.match(await say(`ack ${name}`), /acknowledged/i);
  assert.match(await say('severity P7 it is worse'), /refused: "P7" is no severity of demo: P0 \(/);
  assert.match(await say('severity P0 all of it is down'), new RegExp(`^${name}: `));
  assert.match(await say('assign on-call'), /on-call is the incident commander/);
  assert.match(await say('update we look at the database'), new RegExp(`^${name}: `));
  assert.match(await say('cause a pool that is too small'), new RegExp(`^${name}: `));
  const shown = await say('show');
  assert.match(shown, /acknowledged by alice \(slack, unverified\) · commander on-call/);
  assert.match(await say('clocks'), /update/);
  const timeline = await say('timeline');
  for (const says of [/we look at the database/, /a pool that is too small/, /all of it is down/]) {
    assert.match(timeline, says);
  }
  assert.match(await say('resolve false alarm: a probe lied'), new RegExp(`^${name}: `));
  await until(async () => slack.of('resolved').length > 0, { deadlineMs: 60_000 });
  assert.match(JSON.stringify(slack.of('resolved')[0]?.blocks), /false alarm/);
  await until(async () => /is closed|No incident is open/.test(await say('ack')), { deadlineMs: 60_000 });
});

const quiet = { terminal: { write: () => undefined } };

async function catalogueWithAccounts(folder: string): Promise<string> {
  const systems = path.join(folder, 'systems');
  await mkdir(systems);
  const demo = await readFile(new URL('../../../systems/demo.yaml', import.meta.url), 'utf8');
  const account = `$&\n    slack: { user: ${alice}, team: ${team} }`;
  await writeFile(path.join(systems, 'demo.yaml'), demo.replace(/^ {2}alice:$/m, account));
  return systems;
}
