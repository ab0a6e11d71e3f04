import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Alert } from './input.ts';
import type { Severity } from './profile.ts';

/** Workflow type of the keeper of alerts that fire during a system's planned maintenance. */
export const maintenanceType = 'maintenance';

/** The one workflow id of a system's keeper. */
export function maintenanceWorkflowId(system: string): string {
  return `${maintenanceType}:${system}`;
}

/** The system of a keeper's workflow id; undefined for any other workflow id. */
export function maintainedSystem(workflowId: string): string | undefined {
  const start = `${maintenanceType}:`;
  return workflowId.startsWith(start) && workflowId.length > start.length
    ? workflowId.slice(start.length)
    : undefined;
}

/** Where alerts belong once they are let go. */
export interface HeldPlace {
  /** Of the incident. */
  workflowId: string;
  runbook: string;
  group: string;
  summary: string;
}

/** Alerts of one place, sent by the gateway; resolved ones end what is held. */
export interface HoldMessage {
  place: HeldPlace;
  severity?: Severity;
  alerts: Alert[];
  door: string;
}

/** A window of planned maintenance, RFC 3339. */
export interface MaintenanceWindow {
  from: string;
  until: string;
  reason: string;
}

/** What the `held` query answers. */
export interface HeldView {
  system: string;
  /** As of the last look; what is held beyond them is being let go. */
  windows: MaintenanceWindow[];
  places: (HeldPlace & { alerts: { name: string; startsAt: string; severity?: Severity }[] })[];
  /** Resolved while they were held. */
  resolved: number;
  /** Let go because no window holds them any more. */
  delivered: number;
}

export const holdSignal = defineSignal<[HoldMessage]>('hold');
export const heldQuery = defineQuery<HeldView>('held');

/** On the coordination queue. */
export interface MaintenanceActivities {
  /** The windows in force by the file as it is now, and which alerts, by their labels, one of them holds; `null` = of an alert whose labels nobody kept. */
  judgeHeld(question: {
    system: string;
    alerts: (Record<string, string> | null)[];
  }): Promise<{ windows: MaintenanceWindow[]; held: boolean[] }>;
  /** Starts or signals the incident of alerts that are let go; resolved ones alone start none. */
  deliverHeld(order: {
    system: string;
    place: HeldPlace;
    severity?: Severity;
    alerts: Alert[];
    door: string;
  }): Promise<void>;
}
