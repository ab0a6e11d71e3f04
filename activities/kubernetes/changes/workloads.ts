import { hashOf } from '../../../workflows/contract/keys.ts';
import type { WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';
import type { Cluster } from '../clusters.ts';
import type { Workload } from '../existing.ts';
import { asStrategicMergePatch, options } from './patches.ts';

/** What a plan calls a workload, and what tells whether it is the same one. */
export function identity({ kind, namespace, name }: WorkloadTarget, { metadata }: Workload) {
  const noun = kind === 'deployment' ? 'deployment' : 'stateful set';
  return {
    id: `${noun} ${name}`,
    title: `${noun} ${name} in ${namespace}`,
    uid: metadata?.uid ?? '',
    /** The lock of a write. */
    version: metadata?.resourceVersion ?? '',
  };
}

/** As kubectl takes it: `deployment/backend` */
export function commandName({ kind, name }: WorkloadTarget): string {
  return `${kind.toLowerCase()}/${name}`;
}

/** What of a workload its pods are made from, as a plan holds on to it. */
export function templateHash({ spec }: Workload): string {
  return hashOf(JSON.parse(JSON.stringify(spec?.template ?? null))).slice(0, 16);
}

/** Merges into the template that the pods are made from, which replaces them one after the other. */
export function writeTemplate(
  { apps }: Cluster,
  { kind, namespace, name }: WorkloadTarget,
  { version, template, dryRun }: { version: string; template: object; dryRun: boolean },
) {
  const request = {
    ...options({ namespace, name, dryRun }),
    body: { metadata: { resourceVersion: version }, spec: { template } },
  };
  return kind === 'deployment'
    ? apps.patchNamespacedDeployment(request, asStrategicMergePatch)
    : apps.patchNamespacedStatefulSet(request, asStrategicMergePatch);
}
