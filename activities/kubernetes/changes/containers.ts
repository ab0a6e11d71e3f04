import type { V1Container } from '@kubernetes/client-node';
import { didYouMean, oneOf } from '../../../systems/nearest.ts';
import type { WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';
import type { Workload } from '../existing.ts';
import { never } from './change.ts';

/**
 * The container that a change is about: the one it names, the one that the catalogue names of the workload, or the only one.
 * @throws ApplicationFailure `ChangeRefused` where that is none, or several
 */
export function containerOf(target: WorkloadTarget, { spec }: Workload, named?: string): V1Container {
  const containers = spec?.template.spec?.containers ?? [];
  const names = containers.map(({ name }) => name);
  const [only, ...others] = target.containers.length > 0 ? target.containers : names;
  const wanted = named ?? (others.length === 0 ? only : undefined);
  if (wanted === undefined) {
    throw never(
      `The pods of ${target.name} have several containers: write which one under "container", ${oneOf(names)}.`,
    );
  }
  const found = containers.find(({ name }) => name === wanted);
  if (found) return found;
  throw never(
    `The pods of ${target.name} have no container "${wanted}", but ${names.join(' and ')}${didYouMean(wanted, names) || '.'}`,
  );
}
