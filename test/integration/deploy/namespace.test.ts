import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connectTemporal, type Temporal } from '../../../client/temporal.ts';
import { findOnce } from '../../../servers/find.ts';
import { startTemporal, type TemporalServer, temporalRecipe } from '../../../servers/temporal.ts';
import { notOurOwn } from '../../harness/servers.ts';
import { composeFile, root } from '../../unit/deploy/compose-file.ts';

describe('deploy/temporal/prepare-namespace.sh', { skip: await notOurOwn('temporal') }, () => {
  let server: TemporalServer;
  let temporal: Temporal;
  let folder: string;
  before(async () => {
    server = await startTemporal({ headless: true });
    temporal = await connectTemporal({
      environment: { TEMPORAL_ADDRESS: server.address },
      identity: 'deploy-test',
    });
    const found = await findOnce(temporalRecipe);
    folder = found.kind === 'address' ? '' : path.dirname(found.path);
  });
  after(async () => {
    await temporal?.close();
    await server?.stop();
  });

  function prepare(namespace: string) {
    return spawnSync('/bin/sh', [path.join(root, 'deploy/temporal/prepare-namespace.sh')], {
      encoding: 'utf8',
      env: {
        PATH: `${folder}:${process.env.PATH}`,
        HOME: '/nonexistent',
        ...composeFile().services['temporal-namespace']?.environment,
        TEMPORAL_ADDRESS: server.address,
        TEMPORAL_NAMESPACE: namespace,
      },
    });
  }

  async function retention(namespace: string): Promise<number> {
    const { config } = await temporal.client.workflowService.describeNamespace({ namespace });
    return Number(config?.workflowExecutionRetentionTtl?.seconds);
  }

  test('makes the namespace with 30 days of retention, and leaves it alone the next time', async () => {
    const made = prepare('incidents');
    assert.equal(made.status, 0, made.stderr);
    assert.equal(await retention('incidents'), 30 * 86_400);
    const again = prepare('incidents');
    assert.equal(again.status, 0, again.stderr);
    assert.match(again.stdout, /is there/);
  });

  test('keeps the retention of a namespace that is there', async () => {
    const before = await retention('default');
    assert.equal(prepare('default').status, 0);
    assert.equal(await retention('default'), before);
  });
});
