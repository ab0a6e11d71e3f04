import type {
  ClusterTarget,
  EntranceTarget,
  KubernetesScope,
  WorkloadTarget,
} from '../workflows/contract/kubernetes.ts';
import type { CertificateTarget } from '../workflows/contract/kubernetes-changes.ts';
import { defaultRecentDeploy, defaultRecentErrors, defaultUsedWarnAt } from './defaults.ts';
import { durationText } from './duration.ts';
import type { SystemFile } from './schema.ts';

/** What of each cluster a file names, the worker's own first; nothing where it names none of it. */
export function kubernetesScopes({ targets, thresholds }: SystemFile): { kubernetes?: KubernetesScope[] } {
  const scopes = new Map<string | undefined, KubernetesScope>();
  const scopeOf = (cluster: string | undefined): KubernetesScope => {
    const known = scopes.get(cluster);
    if (known) return known;
    const made: KubernetesScope = {
      ...(cluster === undefined ? {} : { cluster: clusterNamed(targets, cluster) }),
      namespaces: [],
      workloads: [],
      entrances: [],
      recentDeploy: thresholds.recentDeploy ?? defaultRecentDeploy,
      recentErrors: thresholds.recentErrors ?? defaultRecentErrors,
      configMaps: true,
      usedWarnAt: { memory: usedWarnAt(thresholds.memoryUsed), cpu: usedWarnAt(thresholds.cpuUsed) },
    };
    scopes.set(cluster, made);
    return made;
  };
  for (const [id, target] of Object.entries(targets)) {
    switch (target.kind) {
      case 'namespace':
        scopeOf(target.cluster).namespaces.push(target.name);
        break;
      case 'deployment':
      case 'statefulSet':
        scopeOf(target.cluster).workloads.push(workload(id, target));
        break;
      case 'service':
      case 'ingress':
        scopeOf(target.cluster).entrances.push(entrance(id, target));
        break;
      case 'certificate': {
        const scope = scopeOf(target.cluster);
        scope.certificates = [...(scope.certificates ?? []), certificate(id, target)];
        break;
      }
    }
  }
  const all = [...scopes.values()];
  const kubernetes = [...all.filter(({ cluster }) => !cluster), ...all.filter(({ cluster }) => cluster)];
  return kubernetes.length > 0 ? { kubernetes } : {};
}

function usedWarnAt(given: SystemFile['thresholds']['memoryUsed']): number {
  return given?.sickAbove ?? given?.below ?? defaultUsedWarnAt;
}

/** What a file leaves open about its clusters, as sentences. */
export function kubernetesAssumed({ thresholds }: SystemFile): string[] {
  const durations = [
    ['after how long a deploy is no longer recent', thresholds.recentDeploy, defaultRecentDeploy],
    ['how far back errors are looked for', thresholds.recentErrors, defaultRecentErrors],
  ] as const;
  const resources = [
    ['memory', thresholds.memoryUsed],
    ['CPU', thresholds.cpuUsed],
  ] as const;
  return [
    ...durations.flatMap(([says, given, otherwise]) =>
      given === undefined ? `kubernetes: the file does not say ${says}, so ${durationText(otherwise)}` : [],
    ),
    ...resources.flatMap(([what, given]) =>
      given === undefined
        ? `kubernetes: the file does not say from how much of its limit on a container is short of ${what}, so ${defaultUsedWarnAt} %`
        : [],
    ),
  ];
}

type Targets = SystemFile['targets'];
type Target = Targets[string];

/** A workload of the file, as a run knows it. */
export function workload(
  id: string,
  target: Extract<Target, { kind: WorkloadTarget['kind'] }>,
): WorkloadTarget {
  const { kind, namespace, name, containers, dataStore = false, metrics } = target;
  return { id, kind, namespace, name, containers, dataStore, ...(metrics ? { metrics } : {}) };
}

function entrance(id: string, target: Extract<Target, { kind: EntranceTarget['kind'] }>): EntranceTarget {
  const { kind, namespace, name } = target;
  return { id, kind, namespace, name };
}

/** A certificate of the file, as a run knows it. */
export function certificate(id: string, target: Extract<Target, { kind: 'certificate' }>): CertificateTarget {
  const { kind, namespace, name } = target;
  return { id, kind, namespace, name };
}

/** A cluster of the file, as a run knows it. */
export function clusterNamed(targets: Targets, id: string): ClusterTarget {
  const target = targets[id];
  if (target?.kind !== 'cluster') throw new Error(`The target ${id} passed the checks, but is no cluster`);
  return { ...target, id };
}
