import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort, StartFailed, startProcess, until, withFreePorts } from '../../../servers/process.ts';
import { isRunning } from '../../harness/processes.ts';

const owner = fileURLToPath(new URL('./process-owner.ts', import.meta.url));

async function owned(how: string, end?: NodeJS.Signals): Promise<{ child: number; folder: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-owner-'));
  const process_ = spawn(process.execPath, [owner, how, folder], { stdio: ['ignore', 'pipe', 'ignore'] });
  // It may be gone before it is asked what it has printed.
  const gone = once(process_, 'exit');
  const [printed] = await once(process_.stdout, 'data');
  if (end) process_.kill(end);
  await gone;
  return { child: Number(printed), folder };
}

async function assertNothingLeft({ child, folder }: { child: number; folder: string }): Promise<void> {
  await until(async () => !(await isRunning(child)), { deadlineMs: 8_000 });
  await until(async () => assert.rejects(access(folder)), { deadlineMs: 8_000 });
}

describe('a child, its own children and its folder are gone after its owner', { concurrency: true }, () => {
  test('exits', async () => assertNothingLeft(await owned('exit')));
  test('dies of an uncaught error', async () => assertNothingLeft(await owned('throw')));
  test('comes to its natural end without having stopped it', async () =>
    assertNothingLeft(await owned('end')));
  test('gets SIGTERM', async () => assertNothingLeft(await owned('wait', 'SIGTERM')));
  test('gets SIGKILL', async () => assertNothingLeft(await owned('wait', 'SIGKILL')));
  test('stops it, although it ignores SIGTERM', async () => assertNothingLeft(await owned('stop')));
});

test('a child is in a process group of its own, so that Ctrl-C in the terminal reaches only its owner', async () => {
  const child = await startProcess({ title: 'sleeper', command: 'sleep', args: ['60'] });
  assert.equal(await isRunning(child.pid), true, 'its process number is also the number of its group');
  await child.stop();
  assert.equal(await child.ended, 'SIGTERM');
  await child.stop();
});

test('a server that ends instead of starting is reported at once, with its last output', async () => {
  const start = startProcess({
    title: 'Thing server',
    command: 'sh',
    args: ['-c', 'echo cannot read thing.conf >&2; exit 4'],
    ready: async () => false,
  });
  await assert.rejects(start, (error: Error) => {
    assert.ok(error instanceof StartFailed);
    assert.match(
      error.message,
      /^Thing server did not become usable: it ended with 4\..*cannot read thing\.conf$/s,
    );
    return true;
  });
});

test('a server that never becomes usable is ended at its deadline, and the reason is the last one seen', async () => {
  const start = startProcess({
    title: 'Thing server',
    command: 'sleep',
    args: ['60'],
    ready: () => Promise.reject(new Error('connection refused')),
    deadlineMs: 300,
  });
  await assert.rejects(start, /not within 0\.3 s \(connection refused\)\. It printed nothing\./);
});

test('a program that is not there is a failed start', async () => {
  await assert.rejects(
    startProcess({ title: 'Nothing', command: '/no/such/program', args: [] }),
    StartFailed,
  );
});

test('free ports are different and can be listened on', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, freePort));
  assert.equal(new Set(ports).size, 20);
  const server = createServer().listen(ports[0], '127.0.0.1');
  await once(server, 'listening');
  server.close();
});

test('a port that another process took meanwhile costs another try, any other failure does not', async () => {
  let tries = 0;
  const answer = await withFreePorts(async () => {
    tries++;
    if (tries < 3) throw new StartFailed('bind: address already in use');
    return 'up';
  });
  assert.equal(answer, 'up');
  await assert.rejects(
    withFreePorts(async () => {
      tries++;
      throw new StartFailed('bad configuration');
    }),
    /bad configuration/,
  );
  assert.equal(tries, 4);
});
