import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { connectTemporal } from '../../../client/temporal.ts';
import { type Running, startProcess, until } from '../../../servers/process.ts';
import { startTemporal } from '../../../servers/temporal.ts';
import { writeBundle } from '../../../worker/bundle.ts';
import { incidentWorkflowId } from '../../../workflows/contract/keys.ts';
import { unavailable } from '../../harness/servers.ts';
import { botToken, channel, SlackStandIn } from '../../harness/slack.ts';

const skip = await unavailable('temporal');
const root = path.join(import.meta.dirname, '../../..');
const kills = 3;

test('a worker killed between "posted" and "recorded", message after message: none comes a second time, and none is missing', {
  skip,
}, async (context) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-slack-killed-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const temporal = await startTemporal({ headless: true, tuned: true });
  context.after(() => temporal.stop());
  const slack = await SlackStandIn.start();
  context.after(() => slack.stop());
  const bundle = path.join(folder, 'workflows.js');
  await writeBundle(bundle);
  const startWorker = () =>
    startProcess({
      title: 'the worker',
      command: process.execPath,
      args: ['worker/main.ts'],
      cwd: root,
      env: {
        HOME: folder,
        TEMPORAL_ADDRESS: temporal.address,
        MAYDAY_WORKFLOW_BUNDLE: bundle,
        MAYDAY_STICKY_TIMEOUT: '1s',
        DEMO_SERVICE_URL: 'http://127.0.0.1:1',
        MAYDAY_SLACK_TOKEN: botToken,
        MAYDAY_SLACK_API_URL: slack.apiUrl,
        MAYDAY_SLACK_CHANNEL: channel,
      },
    });
  let worker: Running = await startWorker();
  context.after(() => worker.kill());
  const killed: string[] = [];
  slack.posted = ({ metadata }) => {
    if (killed.length === kills) return;
    killed.push(metadata.event_payload.kind);
    void worker.kill();
  };

  const { client, close } = await connectTemporal({
    environment: { TEMPORAL_ADDRESS: temporal.address },
    identity: 'worker-killed',
  });
  context.after(() => close());
  const handle = await client.workflow.start('generalIncident', {
    workflowId: incidentWorkflowId('demo', 'generalIncident', 'killed'),
    taskQueue: 'mayday',
    args: [{ system: 'demo', group: 'killed', summary: 'the shop is slow' }],
  });
  for (let i = 1; i <= kills; i += 1) {
    await until(async () => killed.length >= i, { deadlineMs: 60_000 });
    await worker.ended;
    worker = await startWorker();
  }
  await handle.signal('note', { id: 'last', by: { name: 'alice', door: 'cli' }, text: 'all is said' });
  const last = () => slack.messages.some(({ blocks }) => JSON.stringify(blocks).includes('all is said'));
  await until(async () => last(), { deadlineMs: 60_000 });

  assert.equal(killed[0], 'headline');
  assert.ok(killed.includes('page'), `${killed}`);
  const entries = slack.messages
    .map(({ metadata }) => metadata.event_payload)
    .flatMap(({ entry_id, entry_ids = entry_id }) => entry_ids.split(' '));
  assert.equal(new Set(entries).size, entries.length, `${entries}`);
  assert.equal(slack.of('headline').length, 1);
  assert.equal(slack.of('page').length, 1);
  context.diagnostic(`killed after ${killed.join(', ')}; ${slack.messages.length} messages in all`);
});
