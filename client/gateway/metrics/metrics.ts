import type { FastifyInstance } from 'fastify';
import { Counter, Histogram, type Registry } from 'prom-client';
import { unknownSystem } from '../../../workflows/contract/metrics.ts';
import type { RecordAlerts, RecordedAlerts } from '../record-alerts.ts';
import type { Refusals } from '../refusals.ts';
import { counted, type GatewayMetric } from './definitions.ts';

/** What the gateway counts of what goes through it; door names and systems only, never what a message says. */
export interface GatewayMetrics {
  /** Counts every answer of the server. */
  countAnswers(app: FastifyInstance): void;
  /** The same, counted. */
  counting(record: RecordAlerts): RecordAlerts;
  countingRefusals(refusals: Refusals): Refusals;
}

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Makes the counters. `systems` = those of the catalogue, so that no alert makes up labels. */
export function gatewayMetrics(registry: Registry, systems: () => string[]): GatewayMetrics {
  const registers = [registry];
  const counter = ({ name, help, labels }: GatewayMetric) =>
    new Counter({ name, help, labelNames: [...labels], registers });
  const [requests, refused, alerts] = [
    counter(counted.requests),
    counter(counted.refused),
    counter(counted.alerts),
  ];
  const { name, help, labels } = counted.durations;
  const durations = new Histogram({ name, help, labelNames: [...labels], buckets, registers });

  function countRecorded({ incidents, held = [], nothingOpen }: RecordedAlerts): void {
    const known = new Set(systems());
    for (const [outcome, places] of Object.entries({
      recorded: incidents,
      held,
      'nothing open': nothingOpen,
    })) {
      for (const { workflowId, alerts: many } of places) {
        const named = workflowId.split(':')[1] ?? '';
        alerts.inc({ system: known.has(named) ? named : unknownSystem, outcome }, many);
      }
    }
  }

  return {
    countAnswers(app) {
      app.addHook('onResponse', async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
        const door = routeOptions.url ?? 'none';
        requests.inc({ door, method, status: String(statusCode) });
        durations.observe({ door }, elapsedTime / 1_000);
        // Those of the hooks are counted where they are refused, by the names of their senders.
        if (statusCode === 401 && door.startsWith('/slack/')) refused.inc({ door: 'slack' });
      });
    },
    counting: (record) => async (groups, door, log) => {
      const recorded = await record(groups, door, log);
      countRecorded(recorded);
      return recorded;
    },
    countingRefusals: (refusals) => ({
      refused(sender, from, because) {
        refused.inc({ door: sender });
        refusals.refused(sender, from, because);
      },
    }),
  };
}
