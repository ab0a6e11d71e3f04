import type { WorkloadTarget } from '../../workflows/contract/kubernetes.ts';

/** What Mayday itself runs in or hangs on, in whichever cluster: one workload, that of a pod, or a whole namespace. */
export interface OwnWorkload {
  namespace: string;
  workload?: { kind: WorkloadTarget['kind']; name: string };
  pod?: string;
}

type Thing = Pick<WorkloadTarget, 'namespace'> & Partial<Pick<WorkloadTarget, 'kind' | 'name'>>;

const kinds: Record<string, WorkloadTarget['kind']> = {
  deployment: 'deployment',
  statefulset: 'statefulSet',
};

/** Reads `kubernetes://namespace/deployment/name`, or `kubernetes://namespace` for all in it; undefined for what is none. */
export function readOwnWorkload(text: string): OwnWorkload | undefined {
  const [, namespace, written, name] =
    /^kubernetes:\/\/([a-z0-9-]+)(?:\/([A-Za-z]+)\/([a-z0-9.-]+))?\/?$/.exec(text) ?? [];
  if (namespace === undefined) return undefined;
  if (written === undefined || name === undefined) return { namespace };
  const word = written.toLowerCase();
  const kind = Object.hasOwn(kinds, word) ? kinds[word] : undefined;
  return kind && { namespace, workload: { kind, name } };
}

/** Why something of a cluster must not be changed: it is Mayday's own. Of a thing without a name, only its namespace counts. */
export function ownWorkloadSentence(own: readonly OwnWorkload[], thing: Thing): string | undefined {
  if (!own.some((part) => part.namespace === thing.namespace && covers(part, thing))) return undefined;
  const what =
    thing.name === undefined
      ? `the namespace ${thing.namespace}`
      : `${thing.name} in the namespace ${thing.namespace}`;
  return `Mayday itself runs in ${what}, or hangs on it (MAYDAY_OWN_PARTS), and never changes it: do it by hand.`;
}

function covers({ workload, pod }: OwnWorkload, { kind, name }: Thing): boolean {
  if (workload) return workload.kind === kind && workload.name === name;
  if (pod === undefined) return true;
  if (name === undefined || !pod.startsWith(`${name}-`)) return false;
  const rest = pod.slice(name.length + 1);
  return kind === 'statefulSet' ? /^\d+$/.test(rest) : /^[a-z0-9]+-[a-z0-9]{5}$/.test(rest);
}
