import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { freePort, startProcess } from '../../../servers/process.ts';
import { composeFile, copied, imageEnvironment, root } from '../../unit/deploy/compose-file.ts';

// No container engine is needed for this: the folder holds what the Dockerfile copies, and nothing else of the project.
describe('What the image holds, run as plain processes', () => {
  const { services } = composeFile();
  let app: string;
  let data: string;
  before(async () => {
    app = await mkdtemp(path.join(tmpdir(), 'mayday-image-'));
    data = path.join(app, 'data');
    for (const source of copied())
      await cp(path.join(root, source), path.join(app, source), { recursive: true });
    await symlink(path.join(root, 'node_modules'), path.join(app, 'node_modules'));
  });
  after(() => rm(app, { recursive: true, force: true }));

  test('the build makes the bundle where the worker looks for it', () => {
    const built = spawnSync(process.execPath, ['worker/bundle.ts', 'workflows.js'], {
      cwd: app,
      encoding: 'utf8',
    });
    assert.equal(built.status, 0, built.stderr);
    assert.equal(imageEnvironment().MAYDAY_WORKFLOW_BUNDLE, '/app/workflows.js');
  });

  test('the worker starts with that bundle, and waits for a Temporal that is not there yet', async () => {
    let said = '';
    const worker = await startProcess({
      title: 'The worker',
      command: process.execPath,
      args: services.worker?.command?.slice(1) ?? [],
      cwd: app,
      env: {
        ...services.worker?.environment,
        TEMPORAL_ADDRESS: '127.0.0.1:1',
        MAYDAY_CATALOGUE: path.join(app, 'systems'),
        MAYDAY_WORKFLOW_BUNDLE: path.join(app, 'workflows.js'),
        MAYDAY_ARCHIVE_DIR: path.join(data, 'archive'),
        MAYDAY_CHANNEL_LOG: path.join(data, 'channel.jsonl'),
      },
      onOutput: (text) => {
        said += text;
      },
      ready: async () => said.includes('waiting for Temporal'),
    });
    await worker.stop();
  });

  test('the gateway starts, and its health check tells when it is gone', async () => {
    const port = String(await freePort());
    const [kind, command, ...args] = services.gateway?.healthcheck?.test ?? [];
    assert.deepEqual([kind, command], ['CMD', 'node']);
    const asked = args.map((argument) => argument.replaceAll('8080', port));
    const check = () => spawnSync(process.execPath, asked, { encoding: 'utf8' }).status;
    const gateway = await startProcess({
      title: 'The gateway',
      command: process.execPath,
      args: services.gateway?.command?.slice(1) ?? [],
      cwd: app,
      env: {
        ...services.gateway?.environment,
        TEMPORAL_ADDRESS: '127.0.0.1:1',
        MAYDAY_CATALOGUE: path.join(app, 'systems'),
        MAYDAY_GATEWAY_HOST: '127.0.0.1',
        MAYDAY_GATEWAY_PORT: port,
        MAYDAY_HOOK_TOKEN: 'a-token-for-the-test',
      },
      ready: async () => check() === 0,
    });
    await gateway.stop();
    assert.notEqual(check(), 0);
  });
});
