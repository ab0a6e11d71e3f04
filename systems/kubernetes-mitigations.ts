import type { ClusterTarget, WorkloadTarget } from '../workflows/contract/kubernetes.ts';
import type { KubernetesMitigation, NamespaceTarget } from '../workflows/contract/kubernetes-changes.ts';
import type { AutomatedEntry } from './entries/mitigations.ts';
import { clusterNamed, workload } from './kubernetes-scopes.ts';
import type { SystemFile } from './schema.ts';

export type AutomatedKubernetesEntry = Extract<
  AutomatedEntry,
  { action: `kubernetes.${string}` | `certificates.${string}` }
>;

type Targets = SystemFile['targets'];

/** What a run needs of a mitigation of a cluster, one for each of its targets; `assume` hears what the file leaves open. */
export function kubernetesMitigations(
  { targets }: Pick<SystemFile, 'targets'>,
  mitigation: string,
  entry: AutomatedKubernetesEntry,
  assume: (says: string) => void,
): KubernetesMitigation[] {
  const { title, risk, improves, temporary = false } = entry;
  if (improves) {
    assume(
      `${mitigation}: nothing measures ${improves.metric} yet, so the health check says whether it helped`,
    );
  }
  const terms = (target: string) => ({
    name: mitigation,
    title,
    risk,
    temporary,
    asks: [],
    ...clusterOf(targets, target),
  });
  switch (entry.action) {
    case 'kubernetes.restart': {
      const several = entry.targets.length > 1;
      return entry.targets.map((name) => ({
        ...terms(name),
        name: several ? `${mitigation}.${name}` : mitigation,
        action: entry.action,
        ...restarted(targets, name),
      }));
    }
    case 'kubernetes.scale': {
      const { action, replicas, down = false } = entry;
      return [
        { ...terms(entry.target), action, replicas, down, target: workloadNamed(targets, entry.target) },
      ];
    }
  }
}

function restarted(
  targets: Targets,
  name: string,
): { target: WorkloadTarget | NamespaceTarget; within: WorkloadTarget[] } {
  const target = targets[name];
  if (target?.kind !== 'namespace') return { target: workloadNamed(targets, name), within: [] };
  const { cluster, name: namespace } = target;
  const within = Object.keys(targets).flatMap((id) => {
    const each = targets[id];
    const inside = each?.kind === 'deployment' && each.namespace === namespace && each.cluster === cluster;
    return inside ? workload(id, each) : [];
  });
  return { target: { id: name, kind: 'namespace', name: namespace }, within };
}

function workloadNamed(targets: Targets, name: string): WorkloadTarget {
  const target = targets[name];
  if (target?.kind !== 'deployment' && target?.kind !== 'statefulSet') {
    throw new Error(`The target ${name} passed the checks, but is no workload`);
  }
  return workload(name, target);
}

function clusterOf(targets: Targets, name: string): { cluster?: ClusterTarget } {
  const target = targets[name];
  if (target === undefined || !('cluster' in target) || target.cluster === undefined) return {};
  return { cluster: clusterNamed(targets, target.cluster) };
}
