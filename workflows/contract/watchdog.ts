import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Severity } from './profile.ts';
import type { RunbookName } from './runbooks.ts';

/** Workflow type of the keeper that waits for a system's heartbeats. */
export const watchdogType = 'watchdog';

const idStart = 'watchdog:';

export function watchdogWorkflowId(system: string): string {
  return `${idStart}${system}`;
}

/** Whose heartbeats it waits for; undefined for any other workflow id. */
export function watchedSystem(workflowId: string): string | undefined {
  return workflowId.startsWith(idStart) ? workflowId.slice(idStart.length) || undefined : undefined;
}

/** An alert that always fires: where it comes no more, monitoring is blind. */
export interface Heartbeat {
  fingerprint: string;
  name: string;
  labels: Record<string, string>;
  /** ms within which it comes again. */
  every: number;
  /** What opens when it does not. */
  runbook: RunbookName;
  /** Without it the runbook's own. */
  severity?: Severity;
}

/** Sent by gateways. */
export const heartbeatSignal = defineSignal<[{ beats: Heartbeat[] }]>('heartbeat');

export interface WatchedHeartbeat extends Heartbeat {
  /** RFC 3339; when it was heard last. */
  lastAt: string;
  /** RFC 3339; since when it counts as lost. */
  lostAt?: string;
}

export const heartbeatsQuery = defineQuery<WatchedHeartbeat[]>('heartbeats');

/** A heartbeat that stopped, or one that came back after it had been lost. */
export interface HeartbeatNews {
  system: string;
  heartbeat: WatchedHeartbeat;
  news: 'lost' | 'back';
}

/** On the coordination queue. */
export interface WatchdogActivities {
  /** `lost` opens an incident, or joins the one that is open; `back` is said there, if it is open. */
  tellOfHeartbeat(news: HeartbeatNews): Promise<void>;
}
