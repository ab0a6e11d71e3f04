import type { SystemFile } from '../../systems/schema.ts';
import type { KubernetesScope } from '../../workflows/contract/kubernetes.ts';

/** A right in a namespace, and what it is for. */
export interface Right {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  for: string;
}

type Written = readonly [verbs: string, resource: string, group?: string];

const looks: readonly Written[] = [
  ['list', 'pods'],
  ['list', 'events'],
  ['get', 'pods/log'],
  ['list', 'configmaps'],
  ['list', 'persistentvolumeclaims'],
  ['get list', 'services'],
  ['get list', 'deployments', 'apps'],
  ['get list', 'statefulsets', 'apps'],
  ['list', 'replicasets', 'apps'],
  ['list', 'controllerrevisions', 'apps'],
  ['get list', 'ingresses', 'networking.k8s.io'],
  ['list', 'networkpolicies', 'networking.k8s.io'],
  ['list', 'endpointslices', 'discovery.k8s.io'],
  ['list', 'horizontalpodautoscalers', 'autoscaling'],
  ['list', 'pods', 'metrics.k8s.io'],
];

const restarts: readonly Written[] = [
  ['patch', 'deployments', 'apps'],
  ['patch', 'statefulsets', 'apps'],
];

const changes: Readonly<Record<string, readonly Written[]>> = {
  'kubernetes.restart': restarts,
  'kubernetes.rollback': restarts,
  'kubernetes.setEnvironment': restarts,
  'kubernetes.setResources': restarts,
  'kubernetes.restartPod': [['delete', 'pods']],
  'kubernetes.scale': [
    ['patch', 'deployments/scale', 'apps'],
    ['patch', 'statefulsets/scale', 'apps'],
  ],
  'kubernetes.patchConfigMap': [['get patch', 'configmaps']],
  'kubernetes.patchSelector': [['patch', 'services']],
  'kubernetes.annotateIngress': [['patch', 'ingresses', 'networking.k8s.io']],
  'kubernetes.expandVolume': [['get patch', 'persistentvolumeclaims']],
  'kubernetes.applyManifest': [
    ['create', 'configmaps'],
    ['create', 'services'],
    ['create', 'deployments', 'apps'],
    ['create', 'statefulsets', 'apps'],
    ['create', 'ingresses', 'networking.k8s.io'],
    ['get create patch', 'networkpolicies', 'networking.k8s.io'],
    ['get create', 'horizontalpodautoscalers', 'autoscaling'],
    ['get create patch', 'poddisruptionbudgets', 'policy'],
  ],
  'certificates.renew': [
    ['get list', 'certificates', 'cert-manager.io'],
    ['patch', 'certificates/status', 'cert-manager.io'],
    ['list', 'certificaterequests', 'cert-manager.io'],
  ],
};

/** Namespace → what the file's checks and changes do there, in one cluster. */
export function rightsBy(scope: KubernetesScope, file: SystemFile): Map<string, Right[]> {
  const { cluster, namespaces, workloads, entrances, certificates = [] } = scope;
  const things = [...workloads, ...entrances, ...certificates];
  const all = new Set([...namespaces, ...things.map(({ namespace }) => namespace)]);
  const needed = new Map([...all].map((name) => [name, looks.flatMap((each) => rights(each, 'checks'))]));
  for (const { namespace } of workloads) {
    if (Object.keys(file.inPod).length > 0)
      add(namespace, rights(['get create', 'pods/exec'], 'what runs in pods'));
  }
  for (const { namespace } of workloads.filter(({ metrics }) => metrics))
    add(namespace, rights(['get', 'pods/proxy'], 'metrics of pods'));
  for (const mitigation of Object.values(file.mitigations)) {
    for (const namespace of namespacesOf(mitigation, file, cluster?.id))
      for (const each of changes[mitigation.action] ?? []) add(namespace, rights(each, mitigation.action));
  }
  return needed;

  function add(namespace: string, more: Right[]): void {
    const known = needed.get(namespace) ?? [];
    const fresh = more.filter((right) => !known.some((other) => keyOf(other) === keyOf(right)));
    needed.set(namespace, [...known, ...fresh]);
  }
}

/** `patch deployments.apps/scale` */
export function keyOf({ verb, group, resource, subresource }: Right): string {
  return `${verb} ${resource}${subresource ? `/${subresource}` : ''}${group ? `.${group}` : ''}`;
}

function rights([verbs, written, group = '']: Written, what: string): Right[] {
  const [resource = '', subresource] = written.split('/');
  return verbs
    .split(' ')
    .map((verb) => ({ verb, group, resource, ...(subresource ? { subresource } : {}), for: what }));
}

function namespacesOf(
  mitigation: SystemFile['mitigations'][string],
  { targets }: SystemFile,
  cluster: string | undefined,
): string[] {
  const ids = [
    ...('target' in mitigation && typeof mitigation.target === 'string' ? [mitigation.target] : []),
    ...('targets' in mitigation && Array.isArray(mitigation.targets) ? mitigation.targets : []),
  ];
  const found = ids.flatMap((id) => {
    const target = targets[id as string];
    if (!target || !('cluster' in target || 'namespace' in target || target.kind === 'namespace')) return [];
    if (('cluster' in target ? target.cluster : undefined) !== cluster) return [];
    return 'namespace' in target ? [target.namespace] : target.kind === 'namespace' ? [target.name] : [];
  });
  return [...new Set(found)];
}
