import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Freeze } from './freeze.ts';

/** Workflow type of the one keeper of a target: who may change it now, who waits, and how often it was changed. */
export const leaseType = 'lease';

/** What the workflow ids of all leases begin with. */
export const leaseIdStart = 'lease:';

/** The one workflow id of a target's lease, e.g. `lease:demo:shop-db`. */
export function leaseWorkflowId({ system, target }: LeasedTarget): string {
  return `${leaseIdStart}${system}:${target}`;
}

/** A target of a system's catalogue file. */
export interface LeasedTarget {
  system: string;
  target: string;
}

/** The target of a lease's workflow id; undefined for any other workflow id. */
export function leasedTarget(workflowId: string): LeasedTarget | undefined {
  const [kind, system, ...target] = workflowId.split(':');
  if (kind !== leaseType || !system || target.length === 0) return undefined;
  return { system, target: target.join(':') };
}

/** An incident that wants to change a target, and what for. */
export interface Holder {
  keyId: string;
  /** `INC-7K3FQ2` */
  incident: string;
  workflowId: string;
  /** Of the chain of runs that the incident is; with the workflow id it tells whether the incident is still open. */
  firstRunId: string;
  plan: number;
  /** The plan's title. */
  what: string;
}

/** A lease that was granted. */
export interface Grant extends Holder {
  /** Rises with each grant: what acts under an older one is refused. */
  token: number;
  /** RFC 3339 */
  since: string;
  until: string;
}

/** Asks for a target. The same incident and plan asked again are renewed under the same token. */
export interface LeaseRequest {
  holder: Holder;
  /** Changes that may be made to the target within an hour, over all incidents; without it any number. */
  perHour?: number;
  /** ms that it is wanted for at least, where that is more than `leaseTerm`. */
  lasts?: number;
}

/** A target that a plan may change as long as nobody else has got it since. */
export interface LeaseToken {
  target: string;
  token: number;
}

/** What became of asking for a target. */
export type Acquired =
  | { outcome: 'granted'; token: number; until: string }
  /** Another incident has it; this one is told when it is free. */
  | { outcome: 'held'; by: Grant }
  /** Changed too often within the hour; `next` (RFC 3339) is when the next change is free. */
  | { outcome: 'spent'; changes: number; next: string }
  | { outcome: 'refused'; because: string };

/** Gives a target back. */
export interface Release {
  keyId: string;
  /** Which grant; without it whatever the incident has, and its place among those who wait. */
  token?: number;
  /** Something was changed under it: it counts for the hour. */
  acted?: boolean;
}

/** Somebody who waits for a target. */
export interface Waiting extends Holder {
  /** RFC 3339 */
  since: string;
}

/** What the `lease` query answers. */
export interface LeaseView extends LeasedTarget {
  holder?: Grant;
  /** In the order in which they asked. */
  queue: Waiting[];
  /** When changes were made within the last hour, RFC 3339. */
  changes: string[];
}

/** What a lease tells the incidents it is about. */
export interface LeaseNews {
  /** Whom it is for. */
  keyId: string;
  target: string;
  /** `freed`: it is free now. `wanted`: another incident waits for it. */
  news: 'freed' | 'wanted';
  /** Who had it, or who wants it. */
  incident: string;
}

/** ms a lease lasts: longer than `applyPlan` is tried in all, unless it is wanted for longer. */
export const leaseTerm = 12 * 60_000;
/** ms that no lease lasts longer than. */
export const longestLease = 3 * 3_600_000;

/** ms within which changes count together. */
export const budgetWindow = 3_600_000;

export const acquireUpdate = defineUpdate<Acquired, [LeaseRequest]>('acquire');
export const releaseSignal = defineSignal<[Release]>('release');
export const leaseQuery = defineQuery<LeaseView>('lease');
/** To an incident, from a lease. */
export const leaseNewsSignal = defineSignal<[LeaseNews]>('leaseNews');

/** What a plan would meet if it were approved now. */
export interface Ahead {
  frozen?: Freeze;
  /** Of each target that was changed or is held. */
  leases: LeaseView[];
}

/** Asks leases, on the coordination queue. */
export interface LeaseActivities {
  /** Gets a target for a plan. A holder whose incident is over has it no more. */
  acquireLease(question: LeasedTarget & LeaseRequest): Promise<Acquired>;
  /** Gives it back; nothing happens where there is nothing to give back. */
  releaseLease(release: LeasedTarget & Release): Promise<void>;
  /** What stands in the way of changing the targets, before anybody is asked. */
  lookAhead(question: { system: string; targets: string[] }): Promise<Ahead>;
}

/** When the next change is free if so many may be made within an hour, RFC 3339; undefined while one is. */
export function nextFree(changes: readonly string[], perHour: number, now: number): string | undefined {
  const recent = changes.filter((at) => Date.parse(at) > now - budgetWindow).sort();
  const first = recent[recent.length - perHour];
  return first && new Date(Date.parse(first) + budgetWindow).toISOString();
}
