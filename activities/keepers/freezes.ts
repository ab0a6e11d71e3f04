import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import {
  describedFreeze,
  type Freeze,
  freezeSentence,
  freezeWorkflowId,
  thawCommand,
} from '../../workflows/contract/freeze.ts';

/** Whether changes are halted, by the server's own record: no worker needs to be alive. */
export interface Freezes {
  /** The freeze in force for a system; that of everything before its own. Throws the errors of Temporal's client. */
  inForce(system: string): Promise<Freeze | undefined>;
}

/** ms */
const deadline = 5_000;

/** The freezes of a namespace. */
export function freezes(client: Client): Freezes {
  async function read(system?: string): Promise<Freeze | undefined> {
    try {
      const handle = client.workflow.getHandle(freezeWorkflowId(system));
      const described = await handle.describe();
      return described.status.name === 'RUNNING' ? describedFreeze(system, described) : undefined;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }
  return {
    inForce: (system) =>
      client.withDeadline(Date.now() + deadline, async () => {
        const [all, own] = await Promise.all([read(), read(system)]);
        return all ?? own;
      }),
  };
}

/** Why nothing may be changed, and what to do. */
export function frozenSentence(freeze: Freeze): string {
  return `${freezeSentence(freeze)}. Thaw first: ${thawCommand(freeze)}`;
}
