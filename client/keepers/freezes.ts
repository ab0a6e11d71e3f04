import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/common';
import {
  describedFreeze,
  type Freeze,
  freezeSentence,
  freezeType,
  freezeWorkflowId,
  thawCommand,
} from '../../workflows/contract/freeze.ts';
import { oneLine } from '../../workflows/contract/one-line.ts';
import { atOnce } from '../../workflows/contract/priority.ts';
import { coordinationQueue } from '../../workflows/contract/queues.ts';
import type { Temporal } from '../temporal.ts';

/** ms */
const deadline = 5_000;

/** The freeze of a system, or of everything; by the server's own record, so that no worker needs to be alive. */
export async function freezeOf({ client }: Temporal, system?: string): Promise<Freeze | undefined> {
  try {
    const described = await client.withDeadline(Date.now() + deadline, () =>
      client.workflow.getHandle(freezeWorkflowId(system)).describe(),
    );
    return described.status.name === 'RUNNING' ? describedFreeze(system, described) : undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Everything that is frozen and concerns one of these systems; that of everything first. */
export async function freezesOf(temporal: Temporal, systems: readonly string[]): Promise<Freeze[]> {
  const asked = [undefined, ...new Set(systems)].map((system) => freezeOf(temporal, system));
  return (await Promise.all(asked)).filter((freeze) => freeze !== undefined);
}

/** Begins a freeze, which is in force as soon as the server has it; answers the one that was there before, if any. */
export async function beginFreeze(
  temporal: Temporal,
  { system, by, reason }: { system?: string; by: string; reason: string },
): Promise<Freeze | undefined> {
  const { client } = temporal;
  const said = { by, reason };
  try {
    await client.withDeadline(Date.now() + deadline, () =>
      client.workflow.start(freezeType, {
        workflowId: freezeWorkflowId(system),
        taskQueue: coordinationQueue,
        workflowIdConflictPolicy: 'FAIL',
        args: [said],
        memo: said,
        priority: atOnce,
        staticSummary: oneLine(`FROZEN by ${by}: ${reason}`),
      }),
    );
    return undefined;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return await freezeOf(temporal, system);
    throw error;
  }
}

/** The first lines of what shows incidents while something is frozen. */
export function frozenLines(freezes: readonly Freeze[]): string[] {
  return freezes.map((freeze) => `FROZEN: ${freezeSentence(freeze)}. It ends with: ${thawCommand(freeze)}`);
}
