import type { V1Deployment, V1StatefulSet } from '@kubernetes/client-node';
import { didYouMean, oneOf } from '../../systems/nearest.ts';
import type { WorkloadTarget } from '../../workflows/contract/kubernetes.ts';
import type { Cluster } from './clusters.ts';
import { failureOf, toFailure, troubleOf } from './failures.ts';
import { labelSelectorText } from './label-selectors.ts';

/** A deployment or stateful set as the cluster has it. */
export type Workload = V1Deployment | V1StatefulSet;

/**
 * Reads something by its name; if it is missing, the failure says what does exist.
 * @throws ApplicationFailure `TargetNotFound`: `… has no deployment "backend"; did you mean "backend-production"?`
 */
export async function named<Thing>(
  { core, place }: Cluster,
  { kind, namespace, name }: { kind: string; namespace: string; name: string },
  read: (reference: { namespace: string; name: string }) => Promise<Thing>,
  list: (within: {
    namespace: string;
    limit: number;
  }) => Promise<{ items: { metadata?: { name?: string } }[] }>,
): Promise<Thing> {
  try {
    return await read({ namespace, name });
  } catch (error) {
    const failure = toFailure(error, place);
    if (troubleOf(failure) !== 'not found') throw failure;
    const names = await list({ namespace, limit: 200 }).then(
      ({ items }) => items.map(({ metadata }) => metadata?.name ?? ''),
      () => undefined,
    );
    const missing = (says: string) => failureOf({ trouble: 'not found', says });
    if (names === undefined)
      throw missing(`The namespace ${namespace} of ${place.name} has no ${kind} "${name}".`);
    if (names.length === 0) {
      const there = await core.readNamespace({ name: namespace }).then(
        () => true,
        (reason) => troubleOf(toFailure(reason, place)) !== 'not found',
      );
      throw missing(
        there
          ? `The namespace ${namespace} of ${place.name} has no ${kind} "${name}", nor any other.`
          : `${sentenceStart(place.name)} has no namespace "${namespace}".`,
      );
    }
    const shown = names.length > 8 ? [...names.slice(0, 8), `${names.length - 8} more`] : names;
    throw missing(
      `The namespace ${namespace} of ${place.name} has no ${kind} "${name}", but ${and(shown)}${didYouMean(name, names) || '.'}`,
    );
  }
}

/** @throws ApplicationFailure `TargetNotFound` if there is none of that name */
export function workloadNamed(cluster: Cluster, target: WorkloadTarget): Promise<Workload> {
  const { apps } = cluster;
  return target.kind === 'deployment'
    ? named<Workload>(
        cluster,
        target,
        (reference) => apps.readNamespacedDeployment(reference),
        (within) => apps.listNamespacedDeployment(within),
      )
    : named<Workload>(
        cluster,
        { ...target, kind: 'stateful set' },
        (reference) => apps.readNamespacedStatefulSet(reference),
        (within) => apps.listNamespacedStatefulSet(within),
      );
}

/** The pods of a workload, as the API takes selectors. */
export function selectorText({ spec }: Workload): string {
  return labelSelectorText(spec?.selector);
}

/** `a, b and c` */
function and(names: readonly string[]): string {
  return oneOf(names).replace(/ or ([^,]*)$/, ' and $1');
}

function sentenceStart(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
