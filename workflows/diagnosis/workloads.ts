import type { SystemProfile } from '../contract/profile.ts';

type Clusters = Pick<SystemProfile, 'kubernetes'>;

/** Ids of the catalogue's workloads that hold no data. */
export function applications({ kubernetes = [] }: Clusters): string[] {
  return kubernetes.flatMap(({ workloads }) =>
    workloads.filter(({ dataStore }) => !dataStore).map(({ id }) => id),
  );
}

/** Whether a workload of the catalogue is a data store. */
export function holdsData({ kubernetes = [] }: Clusters, id: string): boolean {
  return kubernetes.some(({ workloads }) => workloads.some((each) => each.id === id && each.dataStore));
}
