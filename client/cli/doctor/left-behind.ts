import { type Temporal, withinDeadline } from '../../temporal.ts';
import { patience } from './report.ts';
import type { VersionName } from './versions.ts';

/** Runs that are named; more are only counted. */
const named = 3;
const pageSize = 1_000;

/** A sentence per version that open runs are pinned to and no worker is of. */
export async function leftBehind(temporal: Temporal, alive: readonly VersionName[]): Promise<string[]> {
  const pinned = await pinnedRuns(temporal);
  return [...pinned].flatMap(([version, ids]) => (alive.includes(version) ? [] : [sentence(version, ids)]));
}

async function pinnedRuns({ client, namespace }: Temporal): Promise<Map<string, string[]>> {
  const { executions } = await withinDeadline(client, patience, () =>
    client.workflowService.listWorkflowExecutions({
      namespace,
      pageSize,
      query: 'TemporalWorkflowVersioningBehavior = "Pinned" AND ExecutionStatus = "Running"',
    }),
  );
  const byVersion = new Map<string, string[]>();
  for (const { execution, searchAttributes } of executions ?? []) {
    const { data } = searchAttributes?.indexedFields?.TemporalWorkerDeploymentVersion ?? {};
    const version: unknown = data?.length ? JSON.parse(Buffer.from(data).toString('utf8')) : undefined;
    if (typeof version !== 'string') continue;
    byVersion.set(version, [...(byVersion.get(version) ?? []), execution?.workflowId ?? '']);
  }
  return byVersion;
}

function sentence(version: string, ids: readonly string[]): string {
  const some = ids.slice(0, named).join(', ');
  const rest = ids.length > named ? `, and ${ids.length - named} more` : '';
  const query = `TemporalWorkerDeploymentVersion="${version}" AND ExecutionStatus="Running"`;
  return `${ids.length === 1 ? '1 run stays' : `${ids.length} runs stay`} on ${version}, which no worker polls: ${some}${rest}. Start a worker of it, or let them go on with the current version: temporal workflow update-options --query '${query}' --versioning-override-behavior auto_upgrade`;
}
