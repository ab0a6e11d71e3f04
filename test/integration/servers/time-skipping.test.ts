import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { startTimeSkipping } from '../../../servers/time-skipping.ts';
import { notOurOwn } from '../../harness/servers.ts';
import { sleeperKey, type sleepSevenDays } from './sleepers.ts';

const skip = await notOurOwn('time-skipping');
const taskQueue = 'sleepers';

test('seven days pass in a moment, search attributes are known, and the server is gone afterwards', {
  skip,
}, async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./sleepers.ts', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
  const environment = await startTimeSkipping({ searchAttributes: [sleeperKey] });
  const address = environment.address;
  try {
    const connection = environment.nativeConnection;
    const worker = await Worker.create({ connection, taskQueue, workflowBundle });
    const before = await environment.currentTimeMs();
    const began = Date.now();
    const result = await worker.runUntil(
      environment.client.workflow.execute<typeof sleepSevenDays>('sleepSevenDays', {
        taskQueue,
        workflowId: 'w',
      }),
    );
    assert.equal(result, 'awake');
    assert.ok(Date.now() - began < 20_000);
    assert.ok((await environment.currentTimeMs()) - before >= 7 * 24 * 3_600_000);
  } finally {
    await environment.teardown();
  }
  const [host, port] = address.split(':');
  await assert.rejects(once(connect(Number(port), host), 'connect'), { code: 'ECONNREFUSED' });
});
