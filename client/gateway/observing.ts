import type { Client } from '@temporalio/client';
import type { FastifyBaseLogger } from 'fastify';
import type { Catalogue } from '../../systems/catalogue.ts';
import { newRegistry, type Page, servePage } from '../../telemetry/page.ts';
import { version } from '../../telemetry/version.ts';
import type { Config } from './config.ts';
import { startDeadman } from './deadman.ts';
import { type GatewayMetrics, gatewayMetrics } from './metrics/metrics.ts';
import { createObserver } from './metrics/observer.ts';
import { standingGauges } from './metrics/standing.ts';

export interface GatewayObservation {
  metrics: GatewayMetrics;
  /** Begins with the signs of life, and shows the metrics. @throws Error with a sentence where it cannot listen */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface ObservedGateway {
  config: Pick<Config, 'page' | 'deadman'>;
  client: Client;
  catalogue: Catalogue;
  log: FastifyBaseLogger;
  /** Whether the watchman has paged; undefined where there is none. */
  paged(): boolean | undefined;
}

/** What is seen of a gateway from outside, and of Mayday through it. */
export function observeGateway({
  config,
  client,
  catalogue,
  log,
  paged,
}: ObservedGateway): GatewayObservation {
  const observer = createObserver({ client, catalogue });
  const registry = newRegistry('gateway', version);
  const systems = () => orNone(() => catalogue.systems());
  const problems = () => orNone(() => catalogue.problems()).length;
  const show = standingGauges(registry, { systems, problems, paged });
  let page: Page | undefined;
  let deadman: ReturnType<typeof startDeadman> | undefined;

  async function metricsNow(): Promise<string> {
    show(await observer.look());
    return await registry.metrics();
  }

  return {
    metrics: gatewayMetrics(registry, systems),
    async start() {
      if (config.page) {
        const setting = 'MAYDAY_GATEWAY_METRICS_PORT';
        page = await servePage({ ...config.page, setting, metrics: [metricsNow] });
        log.info({ address: page.address }, 'metrics');
      }
      if (config.deadman) deadman = startDeadman({ url: config.deadman, observer, log });
    },
    async stop() {
      deadman?.stop();
      await page?.close();
    },
  };
}

function orNone(list: () => string[]): string[] {
  try {
    return list();
  } catch {
    return [];
  }
}
