import type { WorkflowExecutionInfo } from '@temporalio/client';
import { describedFreeze, type Freeze, freezeId, frozenSystem } from '../../workflows/contract/freeze.ts';
import { leasedTarget, leaseIdStart } from '../../workflows/contract/lease.ts';
import { maintainedSystem, maintenanceType } from '../../workflows/contract/maintenance.ts';
import type { Temporal } from '../temporal.ts';
import { leaseOf, type OpenLease } from './leases.ts';
import { type Held, heldOf } from './maintenance.ts';

/** What holds back changes and alerts now. */
export interface InForce {
  /** That of everything first. */
  freezes: Freeze[];
  leases: OpenLease[];
  held: Held[];
}

const starts = [freezeId, leaseIdStart, `${maintenanceType}:`];
/** ms */
const deadline = 5_000;

/** As Temporal lists it, which may be a second behind: one call for the list, and one or two for each lease and each system that holds alerts. */
export async function inForceNow(temporal: Pick<Temporal, 'client'>): Promise<InForce> {
  const { client } = temporal;
  return await client.withDeadline(Date.now() + deadline, async () => {
    const freezes: Freeze[] = [];
    const leases: Promise<OpenLease | undefined>[] = [];
    const held: Promise<Held | undefined>[] = [];
    for (const run of await keepers(temporal)) {
      const { workflowId } = run;
      const frozen = frozenSystem(workflowId);
      const maintained = maintainedSystem(workflowId);
      if (frozen !== undefined) freezes.push(describedFreeze(frozen ?? undefined, run));
      else if (leasedTarget(workflowId)) leases.push(leaseOf(temporal, workflowId));
      else if (maintained) held.push(heldOf(temporal, maintained));
    }
    return {
      freezes: freezes.toSorted((a, b) => (a.system ?? '').localeCompare(b.system ?? '')),
      leases: (await Promise.all(leases)).filter((lease) => lease !== undefined),
      held: (await Promise.all(held)).filter((each) => each !== undefined),
    };
  });
}

/** One of each workflow id, in its order. */
async function keepers({ client }: Pick<Temporal, 'client'>) {
  const query = `(${starts.map((start) => `WorkflowId STARTS_WITH "${start}"`).join(' OR ')}) AND ExecutionStatus = "Running"`;
  const latest = new Map<string, WorkflowExecutionInfo>();
  for await (const run of client.workflow.list({ query, pageSize: 200 })) {
    // Newest first.
    if (!latest.has(run.workflowId)) latest.set(run.workflowId, run);
  }
  return [...latest.values()].toSorted((a, b) => a.workflowId.localeCompare(b.workflowId));
}
