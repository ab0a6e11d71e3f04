import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { freePort } from '../../../servers/process.ts';
import { startTemporal } from '../../../servers/temporal.ts';

export const token = 'canary-hook-token';
export const codecToken = 'a-token-of-the-command-0123456789';

const source = (file: string) => fileURLToPath(new URL(`../../../${file}`, import.meta.url));

/** The servers of Mayday that listen, as processes of their own, in front of a real Temporal. */
export interface Processes {
  gateway: number;
  metrics: number;
  codec: number;
  temporal: Client;
  /** How many incidents are there. */
  incidents(): Promise<number>;
  /** A body of Alertmanager's with an alert of that group. */
  alert(group: string): string;
  /** Fails the test if one of the processes has ended, or has said that it made a mistake. */
  unharmed(): void;
  stop(): Promise<void>;
}

export async function startProcesses(): Promise<Processes> {
  const server = await startTemporal({ headless: true, tuned: true });
  const metrics = await freePort();
  const children: { child: ChildProcess; output: () => string }[] = [];
  const started = async (file: string, environment: Record<string, string>): Promise<number> => {
    const child = spawn(process.execPath, [source(file)], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    children.push({ child, output: () => output });
    for (;;) {
      const port = /"address":"http:[^"]*:(\d+)"[^\n]*"msg":"[a-z ]* listens"/.exec(output)?.[1];
      if (port) return Number(port);
      assert.equal(child.exitCode, null, output);
      await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), once(child, 'close')]);
    }
  };
  const gateway = await started('client/gateway/main.ts', {
    MAYDAY_CATALOGUE: source('systems'),
    MAYDAY_GATEWAY_PORT: '0',
    MAYDAY_GATEWAY_METRICS_PORT: `${metrics}`,
    MAYDAY_HOOK_TOKEN: token,
    MAYDAY_GRAFANA_SECRET: 'canary-grafana-secret',
    TEMPORAL_ADDRESS: server.address,
  });
  const codec = await started('client/codec-server/main.ts', {
    MAYDAY_CODEC_PORT: '0',
    MAYDAY_CODEC_TOKEN: codecToken,
    MAYDAY_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  });
  const connection = await Connection.connect({ address: server.address });
  const temporal = new Client({ connection });
  return {
    gateway,
    metrics,
    codec,
    temporal,
    async incidents() {
      const { count } = await temporal.workflow.count("WorkflowId STARTS_WITH 'incident:'");
      return count;
    },
    alert: (group) =>
      JSON.stringify({
        version: '4',
        groupKey: group,
        status: 'firing',
        receiver: 'mayday',
        alerts: [
          {
            status: 'firing',
            labels: { alertname: 'TooSlow', group },
            annotations: {},
            startsAt: '2026-11-21T10:21:06Z',
            fingerprint: group,
          },
        ],
      }),
    unharmed() {
      for (const { child, output } of children) {
        assert.equal(child.exitCode, null, output());
        assert.doesNotMatch(output(), /could not answer|"level":(?:60|"fatal")|UnhandledPromise/, output());
      }
    },
    async stop() {
      for (const { child } of children) {
        child.kill('SIGKILL');
        if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
      }
      await connection.close();
      await server.stop();
    },
  };
}
