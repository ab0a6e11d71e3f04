import pMap from 'p-map';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import { type Temporal, withinDeadline } from '../../temporal.ts';
import { bad, good, patience, type Verdict } from './report.ts';

/** Attempts of one workflow task from which on its run counts as standing still, as for the sweeper. */
const stuckFrom = 3;
const lookedAt = 200;
const named = 3;

interface Stuck {
  workflowId: string;
  attempt: number;
  /** `mayday:0.2.0`; absent where nothing says so. */
  version?: string;
}

/** Whether the workflow task of an open run fails again and again, and which version it fails on. */
export async function standingStill(temporal: Temporal): Promise<Verdict> {
  const { client, namespace } = temporal;
  const { executions } = await withinDeadline(client, patience, () =>
    client.workflowService.listWorkflowExecutions({
      namespace,
      pageSize: lookedAt,
      query: `ExecutionStatus = "Running" AND TaskQueue = "${coordinationQueue}"`,
    }),
  );
  const open = (executions ?? []).flatMap(({ execution }) => execution ?? []);
  const stuck = (await pMap(open, (run) => look(temporal, run), { concurrency: 8 })).flat();
  if (stuck.length === 0) {
    const of = open.length === lookedAt ? `the newest ${lookedAt} looked at` : `${open.length} open`;
    return good(`${of}, none stands still`);
  }
  const some = stuck
    .slice(0, named)
    .map(
      ({ workflowId, attempt, version }) =>
        `${workflowId}${version ? ` on ${version}` : ''} (attempt ${attempt})`,
    );
  const rest = stuck.length > named ? `, and ${stuck.length - named} more` : '';
  return bad(
    `${stuck.length === 1 ? '1 stands still, since its' : `${stuck.length} stand still, since their`} workflow task fails again and again: ${some.join(', ')}${rest}. The workers' log says why; with versions, make the last good one current and move them there (docs/upgrading.md)`,
  );
}

async function look(
  { client, namespace }: Temporal,
  execution: { workflowId?: string | null; runId?: string | null },
): Promise<Stuck[]> {
  const { pendingWorkflowTask, workflowExecutionInfo } = await withinDeadline(client, patience, () =>
    client.workflowService.describeWorkflowExecution({ namespace, execution }),
  );
  const attempt = pendingWorkflowTask?.attempt ?? 0;
  if (attempt < stuckFrom) return [];
  const { deploymentVersion: last, versionTransition } = workflowExecutionInfo?.versioningInfo ?? {};
  // A run that has not got through its first task there is still on its way to the version.
  const deploymentVersion = versionTransition?.deploymentVersion ?? last;
  const version = deploymentVersion?.buildId
    ? `${deploymentVersion.deploymentName}:${deploymentVersion.buildId}`
    : undefined;
  return [{ workflowId: `${execution.workflowId}`, attempt, ...(version ? { version } : {}) }];
}
