import type { V1Deployment, V1StatefulSet } from '@kubernetes/client-node';
import type { WorkloadTarget } from '../../workflows/contract/kubernetes.ts';
import type { Workload } from './existing.ts';

/** Why a rollout is not complete; `failed` = it will not become so by itself. */
export interface Unfinished {
  /** Goes on after the workload's name. */
  why: string;
  failed: boolean;
}

/** Why a rollout is not complete, as the cluster tells; undefined if it is. */
export function unfinished(kind: WorkloadTarget['kind'], workload: Workload): Unfinished | undefined {
  if ((workload.status?.observedGeneration ?? 0) < (workload.metadata?.generation ?? 0)) {
    return { why: 'its last change is not taken up yet', failed: false };
  }
  return kind === 'deployment'
    ? unfinishedDeployment(workload as V1Deployment)
    : unfinishedStatefulSet(workload as V1StatefulSet);
}

function unfinishedDeployment({ spec, status }: V1Deployment): Unfinished | undefined {
  const wanted = spec?.replicas ?? 1;
  const [all, updated, available] = [
    status?.replicas ?? 0,
    status?.updatedReplicas ?? 0,
    status?.availableReplicas ?? 0,
  ];
  const progressing = status?.conditions?.find(({ type }) => type === 'Progressing');
  if (progressing?.status === 'False') {
    return { why: `its rollout has failed (${progressing.message ?? progressing.reason})`, failed: true };
  }
  const counts = `${updated} of ${wanted} pods updated, ${available} available`;
  if (spec?.paused) return { why: `its rollout is paused (${counts})`, failed: true };
  // An old pod that still runs may be the one that is available.
  const complete = updated >= wanted && available >= wanted && all <= updated;
  return complete ? undefined : { why: `its rollout is not complete (${counts})`, failed: false };
}

function unfinishedStatefulSet({ spec, status }: V1StatefulSet): Unfinished | undefined {
  const wanted = spec?.replicas ?? 1;
  const { rollingUpdate, type } = spec?.updateStrategy ?? {};
  const toUpdate = wanted - (rollingUpdate?.partition ?? 0);
  const [updated, ready] = [status?.updatedReplicas ?? 0, status?.readyReplicas ?? 0];
  const behind = status?.updateRevision !== status?.currentRevision && updated < toUpdate;
  if (!behind && ready >= wanted) return undefined;
  const counts = `${updated} of ${wanted} pods updated, ${ready} ready`;
  if (behind && type === 'OnDelete') {
    return {
      why: `its pods take a change up only when somebody deletes them (OnDelete; ${counts})`,
      failed: true,
    };
  }
  return { why: `its rollout is not complete (${counts})`, failed: false };
}
