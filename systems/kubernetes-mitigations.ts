import type { ClusterTarget, WorkloadTarget } from '../workflows/contract/kubernetes.ts';
import type {
  KubernetesMitigation,
  NamespaceTarget,
  RenewCertificate,
} from '../workflows/contract/kubernetes-changes.ts';
import type { Improvement, Question } from '../workflows/contract/mitigations.ts';
import { ceilingsOf } from './ceilings.ts';
import { defaultRecentDeploy } from './defaults.ts';
import { durationText } from './duration.ts';
import type { SingleEntry } from './entries/mitigations.ts';
import { kubernetesImprovements, type Measured } from './kubernetes-improvements.ts';
import { certificate, clusterNamed, workload } from './kubernetes-scopes.ts';
import { lagImprovements } from './message-brokers.ts';
import type { SystemFile } from './schema.ts';

export type AutomatedKubernetesEntry = Extract<
  SingleEntry,
  { action: `kubernetes.${string}` | `certificates.${string}` }
>;

type Targets = SystemFile['targets'];

/** What a run needs of a mitigation of a cluster, one for each of its targets; `assume` hears what the file leaves open. */
export function kubernetesMitigations(
  file: Pick<SystemFile, 'targets' | 'thresholds' | 'policy' | 'runbooks' | 'routes' | 'system'>,
  mitigation: string,
  entry: AutomatedKubernetesEntry,
  assume: (says: string) => void,
): KubernetesMitigation[] {
  const { targets, thresholds, policy, runbooks } = file;
  const { title, risk, temporary = false, calledForBy } = entry;
  const changed = 'targets' in entry ? entry.targets : [entry.target];
  const pods = new Map(changed.map((name) => [name, measured(targets, entry, name)]));
  const improvements: Map<string, Improvement> =
    entry.improves?.metric === 'lag'
      ? lagImprovements({ targets, runbooks }, mitigation, entry, changed, assume)
      : kubernetesImprovements(mitigation, entry, pods, file, assume);
  const terms = (target: string) => ({
    name: mitigation,
    title,
    risk,
    temporary,
    asks: [],
    ...(calledForBy ? { calledForBy } : {}),
    ...clusterOf(targets, target),
    improves: improvements.get(target),
  });
  switch (entry.action) {
    case 'kubernetes.rollback': {
      const { action, targets: names } = entry;
      const ifNewerThan = entry.ifNewerThan ?? thresholds.recentDeploy ?? defaultRecentDeploy;
      if (entry.ifNewerThan === undefined) {
        assume(
          `${mitigation}: the file does not say how new a revision must be to be rolled back, so ${durationText(ifNewerThan)}`,
        );
      }
      return names.map((name) => ({
        ...terms(name),
        name: names.length > 1 ? `${mitigation}.${name}` : mitigation,
        action,
        ifNewerThan,
        target: workloadNamed(targets, name),
      }));
    }
    case 'kubernetes.setResources': {
      const { action, target, container, limits = {}, asks } = entry;
      const { memory, cpu } = ceilingsOf({ policy });
      const question = (kind: 'memory' | 'cpu'): Question[] =>
        asks?.[kind] ? [{ name: kind, kind, question: asks[kind].question }] : [];
      return [
        {
          ...terms(target),
          action,
          limits,
          ...(container ? { container } : {}),
          ceilings: { memory, cpu },
          asks: [...question('memory'), ...question('cpu')],
          target: workloadNamed(targets, target),
        },
      ];
    }
    case 'kubernetes.setEnvironment': {
      const { action, target, container, values = {}, asks } = entry;
      return [
        {
          ...terms(target),
          action,
          values,
          ...(container ? { container } : {}),
          asks: asks?.variable && asks.size ? variableAndSize(asks.variable, asks.size) : [],
          target: workloadNamed(targets, target),
        },
      ];
    }
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
    case 'kubernetes.patchConfigMap': {
      const { action, target, values, restarts } = entry;
      if (!restarts) {
        assume(
          `${mitigation}: the file names no "restarts", so whatever reads ${target} must reload by itself`,
        );
      }
      const readers = (restarts ?? []).map((name) => workloadNamed(targets, name));
      const map = { id: target, kind: 'configMap', ...placeOf(targets, target) } as const;
      return [{ ...terms(target), action, values, target: map, restarts: readers }];
    }
    case 'kubernetes.patchSelector': {
      const { action, target, values } = entry;
      const service = { id: target, kind: 'service', ...placeOf(targets, target) } as const;
      return [{ ...terms(target), action, values, target: service }];
    }
    case 'kubernetes.annotateIngress': {
      const { action, target, values } = entry;
      const ingress = { id: target, kind: 'ingress', ...placeOf(targets, target) } as const;
      return [{ ...terms(target), action, values, target: ingress }];
    }
    case 'kubernetes.applyManifest': {
      const { action, target, file } = entry;
      return [{ ...terms(target), action, file, target: namespaceNamed(targets, target) }];
    }
    case 'kubernetes.expandVolume': {
      const { action, target: id, asks } = entry;
      const target = namespaceNamed(targets, id);
      const namespaces = asks?.namespace ? namespacesBeside(targets, id) : [target.name];
      return [
        {
          ...terms(id),
          action,
          target,
          namespaces,
          ceiling: ceilingsOf({ policy }).storage,
          asks: [
            { name: 'claim', kind: 'text', question: asks?.claim?.question ?? 'Which volume claim?' },
            ...(asks?.namespace
              ? [{ name: 'namespace', kind: 'text', question: asks.namespace.question } as const]
              : []),
            { name: 'size', kind: 'memory', question: asks?.size?.question ?? 'How large shall it be?' },
          ],
        },
      ];
    }
    case 'kubernetes.restartPod': {
      const { action, target, asks } = entry;
      const question = asks?.pod?.question ?? 'Which pod?';
      return [
        {
          ...terms(target),
          action,
          target: workloadNamed(targets, target),
          asks: [{ name: 'pod', kind: 'text', question }],
        },
      ];
    }
    case 'certificates.renew':
      return [renewal(targets, entry, terms(entry.target))];
  }
}

/** Of a certificate, or of one that people name: in the target's namespace, or in one of the file's where that is asked, too. */
function renewal(
  targets: Targets,
  { action, target: id, asks }: Extract<AutomatedKubernetesEntry, { action: 'certificates.renew' }>,
  terms: Omit<RenewCertificate, 'action' | 'target' | 'namespaces'>,
): RenewCertificate {
  const target = targets[id];
  if (target?.kind === 'certificate')
    return { ...terms, action, target: certificate(id, target), namespaces: [] };
  const namespace = namespaceNamed(targets, id);
  const { question } = asks?.certificate ?? { question: 'Which certificate?' };
  return {
    ...terms,
    action,
    target: namespace,
    namespaces: asks?.namespace ? namespacesBeside(targets, id) : [namespace.name],
    asks: [
      { name: 'certificate', kind: 'text', question },
      ...(asks?.namespace
        ? [{ name: 'namespace', kind: 'text', question: asks.namespace.question } as const]
        : []),
    ],
  };
}

function namespaceNamed(targets: Targets, id: string): NamespaceTarget {
  const target = targets[id];
  if (target?.kind !== 'namespace')
    throw new Error(`The target ${id} passed the checks, but is no namespace`);
  return { id, kind: 'namespace', name: target.name };
}

/** The namespaces that the file names in the cluster of one of them. */
function namespacesBeside(targets: Targets, id: string): string[] {
  const { cluster } = targets[id] as Extract<Targets[string], { kind: 'namespace' }>;
  const names = Object.values(targets).flatMap((each) =>
    each.kind === 'namespace' && each.cluster === cluster ? each.name : [],
  );
  return [...new Set(names)];
}

function variableAndSize(variable: { question: string }, size: { question: string }): Question[] {
  return [
    { name: 'variable', kind: 'text', question: variable.question },
    { name: 'size', kind: 'integer', question: size.question, min: 1 },
  ];
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

/** Of what restarts others along with it, those are measured. */
function measured(targets: Targets, entry: AutomatedKubernetesEntry, name: string): Measured {
  const { restarts = [name] } = entry as { restarts?: string[] };
  const found = restarts.flatMap((id): Measured['targets'] => {
    const target = targets[id];
    if (target?.kind === 'namespace') return [{ id, kind: 'namespace', name: target.name }];
    return target?.kind === 'deployment' || target?.kind === 'statefulSet' ? [workload(id, target)] : [];
  });
  return { ...clusterOf(targets, name), targets: found };
}

function workloadNamed(targets: Targets, name: string): WorkloadTarget {
  const target = targets[name];
  if (target?.kind !== 'deployment' && target?.kind !== 'statefulSet') {
    throw new Error(`The target ${name} passed the checks, but is no workload`);
  }
  return workload(name, target);
}

function placeOf(targets: Targets, id: string): { namespace: string; name: string } {
  const target = targets[id];
  if (!target || !('namespace' in target)) {
    throw new Error(`The target ${id} passed the checks, but is in no namespace`);
  }
  const { namespace, name } = target;
  return { namespace, name };
}

function clusterOf(targets: Targets, name: string): { cluster?: ClusterTarget } {
  const target = targets[name];
  if (target === undefined || !('cluster' in target) || target.cluster === undefined) return {};
  return { cluster: clusterNamed(targets, target.cluster) };
}
