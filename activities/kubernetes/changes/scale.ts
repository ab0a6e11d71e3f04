import type { ScaleWorkload } from '../../../workflows/contract/kubernetes-changes.ts';
import { counted } from '../../amounts.ts';
import type { Cluster } from '../clusters.ts';
import { type Workload, workloadNamed } from '../existing.ts';
import { autoscalerOf, boundsBefore, boundsFor, boundsPart } from './autoscalers.ts';
import { type Kind, type Part, useless, type Wanted } from './change.ts';
import { asMergePatch, options } from './patches.ts';
import { commandName, identity } from './workloads.ts';

/** So many pods: an absolute number, never fewer than run now unless fewer are what is meant; its autoscaler is told. */
export const scale: Kind<ScaleWorkload> = {
  absolute: true,
  async look(cluster, mitigation, wanted) {
    const workload = await workloadNamed(cluster, mitigation.target);
    const part = partOf(cluster, mitigation, workload, wanted);
    // What is there need not be held there; a plan that is begun goes on with its second part.
    if (part.there && !wanted.back && !wanted.planned) return [part];
    const bounds = await boundsAlong(cluster, mitigation, wanted);
    if (!bounds) return [part];
    // An autoscaler that still has its bounds would take the number back at once.
    return wanted.back ? [bounds, part] : [part, bounds];
  },
};

function partOf(cluster: Cluster, mitigation: ScaleWorkload, workload: Workload, wanted: Wanted): Part {
  const { target, down } = mitigation;
  const { id, title, uid, version } = identity(target, workload);
  const now = workload.spec?.replicas ?? 1;
  const replicas = replicasOf(mitigation, wanted);
  const command = (count: number) =>
    `kubectl scale ${commandName(target)} --replicas=${count} -n ${target.namespace}`;
  return {
    id,
    title,
    state: { uid, replicas: now },
    there: now === replicas || (now > replicas && !down && !wanted.back),
    preview: [command(replicas)],
    observed: `${target.name} is to run ${counted(now, 'pod')}.`,
    predicted: `Afterwards it is to run ${replicas}.`,
    blastRadius:
      replicas < now
        ? `${counted(now - replicas, 'pod')} of ${target.name} ${now - replicas === 1 ? 'is' : 'are'} ended, and what is left takes all of the load.`
        : `${counted(replicas - now, 'pod')} more of ${target.name}, as far as the nodes have room.`,
    undo: command(now),
    inverse: { replicas: now },
    done: `${counted(replicas, 'pod')}, before ${now}`,
    write: ({ dryRun }) => writeScale(cluster, mitigation, { version, replicas, dryRun }),
  };
}

/** The autoscaler's part in it, if the workload has one that would take the number back. */
async function boundsAlong(
  cluster: Cluster,
  { target, replicas, down }: ScaleWorkload,
  { parameters, back, planned }: Wanted,
): Promise<Part | undefined> {
  const before = back ? boundsBefore(parameters) : undefined;
  if (back && !before) return undefined;
  const autoscaler = await autoscalerOf(cluster, target);
  if (!autoscaler) return undefined;
  const wanted = before ?? boundsFor(autoscaler, target, replicas, down);
  if (!wanted) return undefined;
  const part = boundsPart(cluster, autoscaler, target, wanted);
  const isPlanned = planned?.some(({ id }) => id === part.id);
  return part.there && !isPlanned ? undefined : part;
}

function replicasOf({ replicas }: ScaleWorkload, { parameters, back }: Wanted): number {
  if (!back) return replicas;
  const before = parameters.replicas;
  if (typeof before === 'number' && Number.isInteger(before) && before >= 0) return before;
  throw useless(`The number of replicas before is ${JSON.stringify(before)}: it takes a whole number.`);
}

function writeScale(
  { apps }: Cluster,
  { target: { kind, namespace, name } }: ScaleWorkload,
  { version, replicas, dryRun }: { version: string; replicas: number; dryRun: boolean },
) {
  const request = {
    ...options({ namespace, name, dryRun }),
    body: { metadata: { resourceVersion: version }, spec: { replicas } },
  };
  return kind === 'deployment'
    ? apps.patchNamespacedDeploymentScale(request, asMergePatch)
    : apps.patchNamespacedStatefulSetScale(request, asMergePatch);
}
