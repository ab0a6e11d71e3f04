import type { V1Deployment, V1StatefulSet } from '@kubernetes/client-node';
import type { WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';
import { counted } from '../../amounts.ts';
import type { Cluster } from '../clusters.ts';
import type { Workload } from '../existing.ts';
import { listed } from '../listing.ts';
import { never } from './change.ts';
import { dataStore } from './data-stores.ts';
import { commandName } from './workloads.ts';

/**
 * What it does to people when all pods of a workload are replaced, as sentences: every change of their template does.
 * @throws ApplicationFailure `ChangeRefused` where such a rollout would not begin, or could never end
 */
export async function rolloutRisks(
  cluster: Cluster,
  target: WorkloadTarget,
  workload: Workload,
): Promise<string> {
  if ((workload as V1Deployment).spec?.paused) {
    throw never(
      `The rollouts of ${target.name} are paused, so nothing would come of it: first kubectl rollout resume ${commandName(target)} -n ${target.namespace}.`,
    );
  }
  const pods = workload.spec?.replicas ?? 1;
  if (pods === 0) return `${target.name} is to run no pods, so none is replaced.`;
  const store = dataStore(workload, target);
  const of = store === undefined || store === 'data store' ? '' : ` (${store})`;
  return [
    ...(store ? [`It restarts ${counted(pods, 'pod')} of a data store${of}.`] : []),
    replaced(target, workload, pods),
    ...(await heldVolumes(cluster, target, workload)),
  ].join(' ');
}

function replaced({ kind, name }: WorkloadTarget, { spec }: Workload, pods: number): string {
  const [all, are, take] = [
    `${counted(pods, 'pod')} of ${name}`,
    pods === 1 ? 'is' : 'are',
    pods === 1 ? 'takes' : 'take',
  ];
  if (kind === 'statefulSet') {
    const { type, rollingUpdate } = (spec as V1StatefulSet['spec'])?.updateStrategy ?? {};
    if (type === 'OnDelete')
      return `${all} ${take} it up only when somebody deletes ${pods === 1 ? 'it' : 'them'} (updateStrategy OnDelete).`;
    const { partition = 0 } = rollingUpdate ?? {};
    if (partition > 0) {
      return `${counted(Math.max(0, pods - partition), 'pod')} of ${pods} of ${name} are replaced, one after the other; its partition of ${partition} keeps the rest as they are.`;
    }
  } else if ((spec as V1Deployment['spec'])?.strategy?.type === 'Recreate') {
    return `${all} ${are} ended before new ones start (strategy Recreate).`;
  }
  return `${all} ${are} replaced${pods === 1 ? '' : ', one after the other'}.`;
}

/** A new pod that waits for a volume which an old one holds may wait for ever. */
async function heldVolumes(
  { core }: Cluster,
  { kind, namespace, name }: WorkloadTarget,
  workload: Workload,
): Promise<string[]> {
  const names = (workload.spec?.template.spec?.volumes ?? []).flatMap(
    ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [],
  );
  if (kind === 'statefulSet' || names.length === 0 || !newBeforeOld(workload as V1Deployment)) return [];
  const { items } = await listed(`claims in the namespace ${namespace}`, (page) =>
    core.listNamespacedPersistentVolumeClaim({ namespace, ...page }),
  );
  const claims = items.filter(({ metadata }) => names.includes(metadata?.name ?? ''));
  const only = (mode: string) =>
    claims.filter(({ spec }) => spec?.accessModes?.every((each) => each === mode)).map(nameOf);
  const [onePod] = only('ReadWriteOncePod');
  if (onePod) {
    throw never(
      `One pod at a time may use the volume ${onePod} (ReadWriteOncePod), and a rollout of ${name} starts the new pod before the old one ends: it would wait for ever. Set its strategy to Recreate first.`,
    );
  }
  const oneNode = only('ReadWriteOnce');
  if (oneNode.length === 0) return [];
  return [
    `One node at a time may use the volume ${oneNode.join(', ')}: a new pod on another node waits until the old one ends, and that waits for the new one, perhaps for ever (strategy RollingUpdate).`,
  ];
}

function nameOf({ metadata }: { metadata?: { name?: string } }): string {
  return metadata?.name ?? '';
}

/** Whether a rollout starts new pods while some old ones go on. */
function newBeforeOld({ spec }: V1Deployment): boolean {
  const { type = 'RollingUpdate', rollingUpdate = {} } = spec?.strategy ?? {};
  const { maxSurge = '25%', maxUnavailable = '25%' } = rollingUpdate;
  const pods = spec?.replicas ?? 1;
  const more = Math.ceil(partOf(pods, maxSurge));
  const fewer = Math.floor(partOf(pods, maxUnavailable));
  return type === 'RollingUpdate' && more > 0 && fewer < pods;
}

function partOf(pods: number, share: number | string): number {
  const text = String(share);
  return text.endsWith('%') ? (pods * Number.parseInt(text, 10)) / 100 : Number(text);
}
