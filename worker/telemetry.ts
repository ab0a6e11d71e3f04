import { createServer } from 'node:net';
import { Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { reach } from '../outbound/reach.ts';
import { newRegistry, type Page, type Place, servePage } from '../telemetry/page.ts';
import { version } from '../telemetry/version.ts';
import { incidentMetrics, type Metric } from '../workflows/contract/metrics.ts';
import { temporalLogger } from './logger.ts';
import { unreadableMetrics } from './unreadable.ts';

/** Why a worker cannot take tasks now, sentences; none = it can. */
export type Ready = () => Promise<string[]>;

const readWithin = 5_000;

/**
 * Sets up the Temporal SDK for this process, and shows its metrics and ours at one place if there is one to be shown at.
 * Once per process, before anything connects. @throws Error with a sentence where it cannot listen
 */
export async function installTelemetry(
  log: Logger,
  place: Place | undefined,
  ready: Ready,
): Promise<Page | undefined> {
  // The SDK shows its own at an address of its own: one that only this process asks.
  const inner = place ? `127.0.0.1:${await freePort()}` : undefined;
  Runtime.install({
    logger: temporalLogger(log),
    shutdownSignals: [],
    telemetryOptions: {
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      ...(inner ? { metrics: sdkMetrics(inner) } : {}),
    },
  });
  if (!place || !inner) return undefined;
  const registry = newRegistry('worker', version);
  return await servePage({
    ...place,
    setting: 'MAYDAY_WORKER_PORT',
    metrics: [
      () => registry.metrics(),
      () => unreadableMetrics.metrics(),
      () => pageAt(`http://${inner}/metrics`),
    ],
    more(app) {
      app.get('/healthz', async () => ({ status: 'alive' }));
      app.get('/readyz', async (_request, reply) => {
        const reasons = await ready();
        const isReady = reasons.length === 0;
        return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready', reasons });
      });
    },
  });
}

function sdkMetrics(bindAddress: string) {
  const histograms = Object.values<Metric>(incidentMetrics).filter(({ kind }) => kind === 'histogram');
  return {
    attachServiceName: false,
    prometheus: {
      bindAddress,
      countersTotalSuffix: true,
      useSecondsForDurations: true,
      unitSuffix: true,
      histogramBucketOverrides: Object.fromEntries(
        histograms.map(({ name, buckets = [] }) => [name, [...buckets]]),
      ),
    },
  };
}

async function pageAt(url: string): Promise<string> {
  const answer = await reach(url, { signal: AbortSignal.timeout(readWithin) });
  if (!answer.ok) throw new Error(`The metrics of the Temporal SDK cannot be read (${answer.status}).`);
  return await answer.text();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
