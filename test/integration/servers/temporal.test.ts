import assert from 'node:assert/strict';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { startTemporal } from '../../../servers/temporal.ts';
import { isRunning } from '../../harness/processes.ts';
import { notOurOwn } from '../../harness/servers.ts';

const skip = await notOurOwn('temporal');

async function withClient<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

const startSomething = (client: Client, workflowId: string) =>
  client.workflow.start('something', { taskQueue: 'nobody-polls', workflowId });

test('a started Temporal server takes a workflow at once, shows its UI, and is gone after stop', {
  skip,
}, async () => {
  const server = await startTemporal({
    tuned: true,
    searchAttributes: [defineSearchAttributeKey('maydayTest', 'KEYWORD')],
  });
  try {
    await withClient(server.address, async (client) => {
      await startSomething(client, 'first');
      const { customAttributes } = await client.connection.operatorService.listSearchAttributes({
        namespace: server.namespace,
      });
      assert.ok('maydayTest' in customAttributes);
    });
    assert.equal((await fetch(server.uiUrl)).status, 200);
  } finally {
    await server.stop();
  }
  assert.equal(await isRunning(server.pid ?? 0), false);
});

test('two servers at once do not collide', { skip }, async () => {
  const servers = await Promise.all([startTemporal({ headless: true }), startTemporal({ headless: true })]);
  try {
    for (const { address } of servers)
      await withClient(address, (client) => startSomething(client, 'same id'));
  } finally {
    for (const server of servers) await server.stop();
  }
});

test('a server killed and started again with its database file still has the workflow', {
  skip,
}, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-temporal-'));
  const dbFilename = path.join(folder, 'temporal.db');
  try {
    const before = await startTemporal({ headless: true, tuned: true, dbFilename });
    const port = Number(before.address.split(':')[1]);
    await withClient(before.address, (client) => startSomething(client, 'survivor'));
    await before.kill();
    await access(dbFilename);
    const after = await startTemporal({ headless: true, tuned: true, dbFilename, port });
    try {
      assert.equal(after.address, before.address);
      const { status } = await withClient(after.address, (client) =>
        client.workflow.getHandle('survivor').describe(),
      );
      assert.equal(status.name, 'RUNNING');
    } finally {
      await after.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
