import type { Client } from '@temporalio/client';
import type { FastifyBaseLogger } from 'fastify';
import type { Catalogue } from '../../systems/catalogue.ts';
import type { AlertGroup } from '../alerts/alert-group.ts';
import { builtInCatchAll, type Delivery, route } from '../alerts/routing.ts';
import type { Receipt } from './delivery.ts';
import { heartbeatRecorder } from './heartbeats.ts';
import { recordHeld, recordOrRelease } from './held.ts';
import { createMerger } from './merging.ts';

/** Where alerts are on record now. */
export interface RecordedAlerts {
  incidents: { workflowId: string; runId?: string; alerts: number }[];
  /** What resolved where nothing is open. */
  nothingOpen: { workflowId: string; alerts: number }[];
  /** What maintenance holds; absent where it holds nothing. */
  held?: { workflowId: string; until?: string; alerts: number }[];
}

/** Routes groups of alerts that came through `door` and puts them on Temporal's record. @throws like `recordDeliveries` */
export type RecordAlerts = (
  groups: readonly AlertGroup[],
  door: string,
  log: FastifyBaseLogger,
) => Promise<RecordedAlerts>;

/** One for the whole gateway: what comes for the same incident while that is being recorded goes out together. */
export function alertRecorder({ client, catalogue }: { client: Client; catalogue: Catalogue }): RecordAlerts {
  const recordHeartbeats = heartbeatRecorder({ client });
  const merger = createMerger<{ delivery: Delivery; door: string }, Receipt>({
    record: (_, batch, waited) => {
      const [{ delivery, door }] = batch as [(typeof batch)[number]];
      const deliveries = batch.map((each) => each.delivery);
      if (delivery.heartbeat !== undefined) return recordHeartbeats(delivery.workflowId, deliveries);
      if (delivery.held) return recordHeld(client, delivery, deliveries, door);
      return recordOrRelease(client, delivery, deliveries, door, waited);
    },
  });

  return async (groups, door, log) => {
    const routed = groups.map((group) => route(group, catalogue));
    const deliveries = routed.flatMap((each) => each.deliveries);
    const trouble = routed.find((each) => each.trouble)?.trouble;
    if (deliveries.some(({ system }) => system === builtInCatchAll.system)) {
      log.error({ trouble }, 'no route takes these alerts: they go to the built-in catch-all');
    }
    const recorded = await Promise.all(
      deliveries.map(async (delivery) => ({
        delivery,
        receipt: await merger.submit(laneOf(delivery, door), { delivery, door }),
      })),
    );
    const incidents = recorded.flatMap(({ delivery: { workflowId, alerts }, receipt }) =>
      receipt.recorded && !receipt.held ? [{ workflowId, runId: receipt.runId, alerts: alerts.length }] : [],
    );
    const held = recorded.flatMap(({ delivery: { workflowId, alerts, held: by }, receipt }) =>
      receipt.recorded && receipt.held ? [{ workflowId, until: by?.until, alerts: alerts.length }] : [],
    );
    const nothingOpen = recorded.flatMap(({ delivery: { workflowId, alerts }, receipt }) =>
      receipt.recorded ? [] : [{ workflowId, alerts: alerts.length }],
    );
    const all = { incidents, nothingOpen, ...(held.length > 0 ? { held } : {}) };
    log.info(all, 'recorded');
    return all;
  };
}

/** What is held is recorded by severity, and apart from what is not. */
function laneOf({ workflowId, held, severity }: Delivery, door: string): string {
  return held ? `${door} ${workflowId} held ${severity}` : `${door} ${workflowId}`;
}
