import { hostname } from 'node:os';
import type { Client } from '@temporalio/client';
import type { FastifyBaseLogger } from 'fastify';
import { reach } from '../../outbound/reach.ts';
import { refusalIn } from '../../outbound/refusal.ts';
import type { Values } from '../../settings/read-environment.ts';
import { askTemporal, temporalTrouble } from '../temporal.ts';

/** How on-call is reached without Temporal. */
export interface WatchmanSettings {
  /** Of an "Events API V2" integration of PagerDuty. */
  routingKey: string;
  /** Base of the Events API. */
  url: string;
}

export interface WatchmanParts {
  settings: WatchmanSettings;
  client: Client;
  /** Which one: `host:port/namespace`. */
  temporal: string;
  log: FastifyBaseLogger;
  /** ms that Temporal may stay away; a minute. */
  patience?: number;
  /** ms between two looks; ten seconds. */
  every?: number;
}

/** Nobody hears of an alert while Temporal is away: whoever is on call hears of that from the gateway itself. */
export interface Watchman {
  /** Whether it has paged and not taken that back. */
  readonly paged: boolean;
  stop(): void;
}

/** What the gateway needs for that; absent = on-call is not reached without Temporal. */
export function readWatchman({
  MAYDAY_PAGERDUTY_ROUTING_KEY: routingKey,
  MAYDAY_PAGERDUTY_EVENTS_URL: url,
}: Pick<Values, 'MAYDAY_PAGERDUTY_ROUTING_KEY' | 'MAYDAY_PAGERDUTY_EVENTS_URL'>):
  | WatchmanSettings
  | undefined {
  return routingKey ? { routingKey, url } : undefined;
}

const callDeadline = 3_000;
const pagerDutyDeadline = 5_000;

/** Looks until it is stopped; pages once for each time that Temporal stays away, until PagerDuty has it, and takes that back. */
export function startWatchman({
  settings,
  client,
  temporal,
  log,
  patience = 60_000,
  every = 10_000,
}: WatchmanParts): Watchman {
  // The same for all gateways, so that on-call is woken once.
  const dedupKey = `mayday-temporal-away:${temporal}`;
  let awaySince: number | undefined;
  let paged = false;
  // A gateway before this one may have paged.
  let mayBeOpen = true;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    const trouble = await askTemporal(client, callDeadline).then(
      () => undefined,
      (error: unknown) => temporalTrouble(error, client),
    );
    if (stopped) return;
    if (trouble === undefined) {
      awaySince = undefined;
      paged = false;
      if (mayBeOpen) mayBeOpen = !(await tell({ event_action: 'resolve' }));
      return;
    }
    awaySince ??= Date.now();
    if (paged || Date.now() - awaySince < patience) return;
    const since = new Date(awaySince).toISOString();
    mayBeOpen = true;
    paged = await tell({
      event_action: 'trigger',
      payload: {
        summary: `Mayday cannot take alerts: ${trouble}`.slice(0, 1_000),
        source: hostname(),
        severity: 'critical',
        timestamp: since,
        component: 'mayday-gateway',
      },
    });
  }

  /** False where PagerDuty does not have it: the next look tries again. */
  async function tell(event: object): Promise<boolean> {
    try {
      const response = await reach(`${settings.url.replace(/\/+$/, '')}/v2/enqueue`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ routing_key: settings.routingKey, dedup_key: dedupKey, ...event }),
        signal: AbortSignal.timeout(pagerDutyDeadline),
      });
      await response.body?.cancel();
      if (response.ok) {
        log.warn(event, 'Temporal is away or back: PagerDuty knows');
        return true;
      }
      log.error({ status: response.status }, 'PagerDuty does not take it that Temporal is away or back');
    } catch (error) {
      const because = refusalIn(error) ?? (error as Error).name;
      log.error({ because }, 'PagerDuty cannot be told that Temporal is away or back');
    }
    return false;
  }

  const again = async () => {
    await look();
    if (!stopped) timer = setTimeout(() => void again(), every).unref();
  };
  void again();
  return {
    get paged() {
      return paged;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
