import { type Client, isGrpcServiceError, WithStartWorkflowOperation } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import {
  type Acquired,
  acquireUpdate,
  type Grant,
  type LeasedTarget,
  type LeaseRequest,
  type LeaseView,
  leaseQuery,
  leaseType,
  leaseWorkflowId,
  type Release,
  releaseSignal,
} from '../../workflows/contract/lease.ts';
import { oneLine } from '../../workflows/contract/one-line.ts';
import { atOnce } from '../../workflows/contract/priority.ts';
import { coordinationQueue } from '../../workflows/contract/queues.ts';

/** The leases of all targets. Every method throws the errors of Temporal's client where it cannot be asked. */
export interface Leases {
  acquire(target: LeasedTarget, request: LeaseRequest): Promise<Acquired>;
  release(target: LeasedTarget, release: Release): Promise<void>;
  /** Undefined where no lease is open. */
  look(target: LeasedTarget): Promise<LeaseView | undefined>;
  /** Whether what was granted under this token is still so. */
  holds(target: LeasedTarget, token: number): Promise<boolean>;
}

/** ms */
const deadline = 8_000;

/** The leases that workflows of a namespace keep. */
export function leases(client: Client): Leases {
  const { workflow } = client;
  const within = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + deadline, call);

  async function ask(target: LeasedTarget, request: LeaseRequest): Promise<Acquired> {
    const start = new WithStartWorkflowOperation(leaseType, {
      workflowId: leaseWorkflowId(target),
      taskQueue: coordinationQueue,
      workflowIdConflictPolicy: 'USE_EXISTING',
      args: [],
      priority: atOnce,
      staticSummary: oneLine(`Who may change ${target.target} of ${target.system}`),
    });
    return await workflow.executeUpdateWithStart(acquireUpdate, {
      args: [request],
      startWorkflowOperation: start,
    });
  }

  async function release(target: LeasedTarget, given: Release): Promise<void> {
    try {
      await within(() => workflow.getHandle(leaseWorkflowId(target)).signal(releaseSignal, given));
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }

  /** Cheap to tell, so that nobody waits for one whose incident is over: its workflow id is closed, or another's. */
  async function isOver({ workflowId, firstRunId }: Grant): Promise<boolean> {
    try {
      const { status, raw } = await within(() => workflow.getHandle(workflowId).describe());
      return status.name !== 'RUNNING' || raw.workflowExecutionInfo?.firstRunId !== firstRunId;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return true;
      throw error;
    }
  }

  async function look(target: LeasedTarget): Promise<LeaseView | undefined> {
    const handle = workflow.getHandle(leaseWorkflowId(target));
    try {
      const { status } = await within(() => handle.describe());
      return status.name === 'RUNNING' ? await within(() => handle.query(leaseQuery)) : undefined;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  return {
    async acquire(target, request) {
      const acquired = await within(() => ask(target, request));
      if (acquired.outcome !== 'held' || !(await isOver(acquired.by))) return acquired;
      const { keyId, token } = acquired.by;
      await release(target, { keyId, token });
      return await within(() => ask(target, request));
    },
    release,
    look,
    async holds(target, token) {
      return (await look(target))?.holder?.token === token;
    },
  };
}

/** Nothing answers, or not in time; worth another try. */
export function isAway(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (isGrpcServiceError(cause)) return true;
  return false;
}
