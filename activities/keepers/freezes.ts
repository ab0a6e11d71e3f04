import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import {
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
      const { status, memo, startTime } = await handle.describe();
      if (status.name !== 'RUNNING') return undefined;
      const { by, reason, since } = memo ?? {};
      return {
        system: system ?? null,
        by: said(by) ?? 'someone in the Temporal UI',
        reason: said(reason) ?? 'no reason given',
        since: said(since) ?? startTime.toISOString(),
      };
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

function said(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
