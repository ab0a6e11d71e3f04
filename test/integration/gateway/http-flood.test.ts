import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { until } from '../../../servers/process.ts';
import { unavailable } from '../../harness/servers.ts';
import { type Processes, startProcesses, token } from './http-processes.ts';

const flooder = fileURLToPath(new URL('flooder.ts', import.meta.url));
const connections = 24;
const signed = 120;

describe('a flood of messages that are not signed', { skip: await unavailable('temporal') }, () => {
  let servers: Processes;
  let flood: ChildProcess | undefined;
  before(async () => {
    servers = await startProcesses();
  });
  after(async () => {
    flood?.kill('SIGKILL');
    await servers?.stop();
  });

  async function send(group: string): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${servers.gateway}/hooks/alertmanager`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: servers.alert(group),
    });
    await response.body?.cancel();
    return response.status;
  }

  test('every signed one is recorded meanwhile, and none of the others', {
    timeout: 170_000,
  }, async (context) => {
    const began = performance.now();
    const child = spawn(process.execPath, [flooder, `${servers.gateway}`, `${connections}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    flood = child;
    const said = text(child.stdout);
    const flooded = async () => {
      const page = await (await fetch(`http://127.0.0.1:${servers.metrics}/metrics`)).text();
      const refused = [...page.matchAll(/^mayday_gateway_refused_total\{[^}]*\} (\d+)/gm)];
      return refused.reduce((sum, [, count]) => sum + Number(count), 0);
    };
    while ((await flooded()) < 500) await sleep(50);

    const statuses: Record<number, number> = {};
    const times: number[] = [];
    await Promise.all(
      Array.from({ length: 4 }, async (_, sender) => {
        for (let i = 0; i < signed / 4; i += 1) {
          const from = performance.now();
          const status = await send(`signed-${sender}-${i}`);
          times.push(performance.now() - from);
          statuses[status] = (statuses[status] ?? 0) + 1;
        }
      }),
    );
    child.kill('SIGTERM');
    await once(child, 'close');
    const seconds = (performance.now() - began) / 1_000;
    const counts = JSON.parse(await said) as Record<string, number>;
    assert.deepEqual(statuses, { 202: signed });
    await until(async () => (await servers.incidents()) >= signed, { deadlineMs: 60_000 });
    assert.equal(await servers.incidents(), signed);
    const unsigned = counts['401'] ?? 0;
    assert.deepEqual(Object.keys(counts), ['401'], JSON.stringify(counts));
    assert.ok(unsigned >= 1_000, `${unsigned}`);
    servers.unharmed();
    times.sort((a, b) => a - b);
    const [median, most] = [times[times.length >> 1], times.at(-1)].map((ms) => Math.round(ms ?? 0));
    context.diagnostic(
      `${unsigned} unsigned on ${connections} connections, ${Math.round(unsigned / seconds)} a second: all 401`,
    );
    context.diagnostic(`${signed} signed meanwhile: all 202, ${median} ms in the middle, ${most} ms at most`);
  });
});
