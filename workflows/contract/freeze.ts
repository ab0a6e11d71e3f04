import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Message } from './messages.ts';

/** Workflow type of a freeze: as long as one is open, nothing is changed. */
export const freezeType = 'freeze';

/** The workflow id of the freeze of everything. */
export const freezeId = 'mayday-freeze';

/** The one workflow id of a system's freeze; without a system that of everything. */
export function freezeWorkflowId(system?: string): string {
  return system === undefined ? freezeId : `${freezeId}:${system}`;
}

/** Which system a freeze is of: `null` = of everything; undefined for any other workflow id. */
export function frozenSystem(workflowId: string): string | null | undefined {
  if (workflowId === freezeId) return null;
  return workflowId.startsWith(`${freezeId}:`) ? workflowId.slice(freezeId.length + 1) : undefined;
}

/** What a freeze is started with, and, as its memo, what everybody can read of it with no worker alive. */
export interface FreezeInput {
  by?: string;
  reason?: string;
}

/** A freeze that is in force. */
export interface Freeze {
  /** Null = everything. */
  system: string | null;
  by: string;
  reason: string;
  /** RFC 3339 */
  since: string;
}

/** A freeze as the server describes its run: what it was started with stands in its memo. */
export function describedFreeze(
  system: string | undefined,
  { memo, startTime }: { memo?: Record<string, unknown>; startTime: Date },
): Freeze {
  return {
    system: system ?? null,
    by: said(memo?.by) ?? 'someone in the Temporal UI',
    reason: said(memo?.reason) ?? 'no reason given',
    since: said(memo?.since) ?? startTime.toISOString(),
  };
}

function said(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

export interface ThawMessage extends Message {
  reason?: string;
}

/** What a freeze returns. */
export interface Thawed extends Freeze {
  thawedBy: string;
  thawReason?: string;
}

/** Ends a freeze. */
export const thawSignal = defineSignal<[ThawMessage]>('thaw');
export const freezeQuery = defineQuery<Freeze>('freeze');

/** To an incident, from a freeze: what is in force now. */
export interface FreezeNews {
  frozen?: Freeze;
  thawed?: Thawed;
}

export const freezeNewsSignal = defineSignal<[FreezeNews]>('freezeNews');

/** Tells incidents of a freeze, on the coordination queue. */
export interface FreezeActivities {
  /** Tells every open incident that it concerns. */
  tellIncidents(news: FreezeNews): Promise<void>;
}

/** "All changes are frozen since 12:00 UTC by alice: release day" */
export function freezeSentence({ system, by, reason, since }: Freeze): string {
  const what = system === null ? 'All changes' : `All changes to ${system}`;
  return `${what} are frozen since ${since.slice(11, 16)} UTC on ${since.slice(0, 10)} by ${by}: ${reason}`;
}

/** What ends it. */
export function thawCommand({ system }: Pick<Freeze, 'system'>): string {
  return `mayday thaw${system === null ? '' : ` --system ${system}`}`;
}
