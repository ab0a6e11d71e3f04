import type { V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import type { WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';
import type { PlanParameters } from '../../../workflows/contract/plans.ts';
import { counted } from '../../amounts.ts';
import type { Cluster } from '../clusters.ts';
import { listed } from '../listing.ts';
import { never, type Part, useless } from './change.ts';
import { asMergePatch, options } from './patches.ts';

/** How many pods an autoscaler leaves a workload. */
export interface Bounds {
  minReplicas: number;
  maxReplicas: number;
}

/** The autoscaler of a workload, which would take back what others scale. */
export async function autoscalerOf(
  { autoscaling }: Cluster,
  { kind, namespace, name }: WorkloadTarget,
): Promise<V2HorizontalPodAutoscaler | undefined> {
  const { items } = await listed(`autoscalers in the namespace ${namespace}`, (page) =>
    autoscaling.listNamespacedHorizontalPodAutoscaler({ namespace, ...page }),
  );
  return items.find(({ spec }) => {
    const { kind: scaled, name: of } = spec?.scaleTargetRef ?? {};
    return of === name && scaled?.toLowerCase() === kind.toLowerCase();
  });
}

export function boundsOf({ spec }: V2HorizontalPodAutoscaler): Bounds {
  return { minReplicas: spec?.minReplicas ?? 1, maxReplicas: spec?.maxReplicas ?? 1 };
}

/**
 * The bounds with which an autoscaler leaves a workload at so many pods, or above; undefined where it rests.
 * @throws ApplicationFailure `ChangeRefused` for a number outside its bounds, or where somebody else sets those
 */
export function boundsFor(
  autoscaler: V2HorizontalPodAutoscaler,
  { name, namespace }: WorkloadTarget,
  replicas: number,
  down: boolean,
): Bounds | undefined {
  if (replicas === 0) return undefined;
  const bounds = boundsOf(autoscaler);
  const { minReplicas, maxReplicas } = bounds;
  const { name: called = '', ownerReferences = [] } = autoscaler.metadata ?? {};
  const wanted = down ? { ...bounds, maxReplicas: replicas } : { ...bounds, minReplicas: replicas };
  const outside = replicas > maxReplicas || replicas < (down ? minReplicas : 0);
  if (outside) {
    const bound = down ? 'minReplicas' : 'maxReplicas';
    throw never(
      `The autoscaler ${called} keeps ${name} between ${minReplicas} and ${maxReplicas} pods, so it would take ${replicas} back. Change its bounds first: kubectl patch hpa ${called} -n ${namespace} -p '{"spec":{"${bound}":${replicas}}}'.`,
    );
  }
  const owner = ownerReferences.find(({ controller }) => controller);
  if (owner && (wanted.minReplicas > minReplicas || wanted.maxReplicas < maxReplicas)) {
    throw never(
      `The autoscaler ${called} of ${name} is kept by ${owner.kind} ${owner.name}, which would take its bounds back: change them there.`,
    );
  }
  return { minReplicas: Math.max(minReplicas, wanted.minReplicas), maxReplicas: wanted.maxReplicas };
}

/** The bounds that an autoscaler had before; undefined where they were not changed. */
export function boundsBefore({ minReplicas, maxReplicas }: PlanParameters): Bounds | undefined {
  if (minReplicas === undefined && maxReplicas === undefined) return undefined;
  if (isCount(minReplicas) && isCount(maxReplicas)) return { minReplicas, maxReplicas };
  throw useless('The bounds of the autoscaler before are not known: they are two whole numbers.');
}

function isCount(value: PlanParameters[string] | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

/** Its bounds, as a part of what scales the workload. */
export function boundsPart(
  { autoscaling }: Cluster,
  autoscaler: V2HorizontalPodAutoscaler,
  { namespace, name: workload }: WorkloadTarget,
  wanted: Bounds,
): Part {
  const { name = '', uid = '', resourceVersion } = autoscaler.metadata ?? {};
  const now = boundsOf(autoscaler);
  const patch = ({ minReplicas, maxReplicas }: Bounds) =>
    `kubectl patch hpa ${name} -n ${namespace} -p '${JSON.stringify({ spec: { minReplicas, maxReplicas } })}'`;
  return {
    id: `autoscaler ${name}`,
    title: `autoscaler ${name} in ${namespace}`,
    state: { uid, ...now },
    there: now.minReplicas === wanted.minReplicas && now.maxReplicas === wanted.maxReplicas,
    preview: [patch(wanted)],
    observed: `The autoscaler ${name} keeps ${workload} ${inWords(now)}, and would take that back.`,
    predicted: `It keeps ${workload} ${inWords(wanted)} from then on.`,
    blastRadius: `The autoscaler ${name} has less to decide: ${wanted.minReplicas === wanted.maxReplicas ? 'nothing' : `between ${wanted.minReplicas} and ${counted(wanted.maxReplicas, 'pod')}`}.`,
    undo: patch(now),
    inverse: { ...now },
    done: `${inWords(wanted)}, before ${inWords(now)}`,
    write: ({ dryRun }) =>
      autoscaling.patchNamespacedHorizontalPodAutoscaler(
        { ...options({ namespace, name, dryRun }), body: { metadata: { resourceVersion }, spec: wanted } },
        asMergePatch,
      ),
  };
}

function inWords({ minReplicas, maxReplicas }: Bounds): string {
  return minReplicas === maxReplicas
    ? `at ${counted(minReplicas, 'pod')}`
    : `between ${minReplicas} and ${counted(maxReplicas, 'pod')}`;
}
