/** What a pod does, told by the tag of its first container's image: `shop/backend:crash-loop`; any other tag runs well. */
export const behaviours = [
  'crash-loop',
  'out-of-memory',
  'missing',
  'not-ready',
  'never-starts',
  'completes',
  'fails',
] as const;

const tag = '.spec.containers.[0].image | split(":") | .[-1]';
const now = '{{ $now := Now }}';
const ips = `
{{ with NodeIPsWith .spec.nodeName }}
hostIP: {{ index . 0 | Quote }}
{{ end }}
{{ with PodIPsWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) }}
podIP: {{ index . 0 | Quote }}
podIPs:
{{ range . }}
- ip: {{ . | Quote }}
{{ end }}
{{ end }}
startTime: {{ $now | Quote }}`;

/** The life of nodes and pods: a node is ready at once, a pod does what its image's tag says until it is deleted. */
export function stages(): object[] {
  return [
    stage('node-initialize', 'Node', [expression(ready, 'NotIn', 'True')], { statusTemplate: nodeStatus }),
    stage('node-heartbeat-with-lease', 'Node', [expression(ready, 'In', 'True')], {
      delay: 600_000,
      statusTemplate: nodeStatus,
    }),
    stage('pod-delete', 'Pod', [{ key: '.metadata.deletionTimestamp', operator: 'Exists' }], {
      delete: true,
    }),
    pod('pod-ready', expression(tag, 'NotIn', ...behaviours), {
      phase: 'Running',
      ready: true,
      container: running,
    }),
    pod('pod-not-ready', expression(tag, 'In', 'not-ready'), {
      phase: 'Running',
      ready: false,
      container: running,
    }),
    pod('pod-crash-loop', expression(tag, 'In', 'crash-loop'), {
      phase: 'Running',
      ready: false,
      restarts: 7,
      container: waiting('CrashLoopBackOff', 'back-off 5m0s restarting failed container'),
      last: terminated('Error', 1),
    }),
    pod('pod-out-of-memory', expression(tag, 'In', 'out-of-memory'), {
      phase: 'Running',
      ready: true,
      restarts: 3,
      container: running,
      last: terminated('OOMKilled', 137),
    }),
    pod('pod-completes', expression(tag, 'In', 'completes'), {
      phase: 'Succeeded',
      ready: false,
      container: terminated('Completed', 0),
    }),
    pod('pod-fails', expression(tag, 'In', 'fails'), {
      phase: 'Failed',
      ready: false,
      container: terminated('Error', 3),
    }),
    pod('pod-missing', expression(tag, 'In', 'missing'), {
      phase: 'Pending',
      ready: false,
      container: waiting('ImagePullBackOff', 'Back-off pulling image {{ .image }}'),
    }),
  ];
}

const ready = '.status.conditions.[] | select( .type == "Ready" ) | .status';

const running = 'running: { startedAt: {{ $now | Quote }} }';
const waiting = (reason: string, message: string) => `waiting: { reason: ${reason}, message: '${message}' }`;
const terminated = (reason: string, exitCode: number) =>
  `terminated: { reason: ${reason}, exitCode: ${exitCode}, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }} }`;

interface Life {
  readonly phase: 'Running' | 'Pending' | 'Succeeded' | 'Failed';
  readonly ready: boolean;
  readonly restarts?: number;
  readonly container: string;
  readonly last?: string;
}

function pod(
  name: string,
  when: object,
  { phase, ready: isReady, restarts = 0, container, last }: Life,
): object {
  const condition = (type: string, status: boolean) =>
    `- { type: ${type}, status: "${status ? 'True' : 'False'}", lastTransitionTime: {{ $now | Quote }} }`;
  const statusTemplate = `${now}
phase: ${phase}
conditions:
${[condition('Initialized', true), condition('Ready', isReady), condition('ContainersReady', isReady)].join('\n')}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: ${isReady}
  restartCount: ${restarts}
  state: { ${container} }
${last ? `  lastState: { ${last} }` : ''}
{{ end }}
${ips}`;
  const fresh = [
    { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' },
    expression('.status.phase', 'In', 'Pending'),
    { key: '.status.startTime', operator: 'DoesNotExist' },
  ];
  return stage(name, 'Pod', [...fresh, when], { statusTemplate });
}

const nodeStatus = `${now}
{{ $since := or .metadata.creationTimestamp $now }}
phase: Running
conditions:
{{ range NodeConditions }}
- lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ $since | Quote }}
  message: {{ .message | Quote }}
  reason: {{ .reason | Quote }}
  status: {{ .status | Quote }}
  type: {{ .type | Quote }}
{{ end }}
addresses:
- { type: InternalIP, address: {{ NodeIP | Quote }} }
- { type: Hostname, address: {{ NodeName | Quote }} }
daemonEndpoints: { kubeletEndpoint: { Port: {{ NodePort }} } }
allocatable:
{{ YAML .status.allocatable 1 }}
capacity:
{{ YAML .status.capacity 1 }}
nodeInfo:
  architecture: amd64
  bootID: ""
  containerRuntimeVersion: kwok
  kernelVersion: kwok
  kubeProxyVersion: kwok
  kubeletVersion: kwok
  machineID: ""
  operatingSystem: linux
  osImage: ""
  systemUUID: ""`;

function expression(key: string, operator: 'In' | 'NotIn', ...values: string[]): object {
  return { key, operator, values };
}

function stage(
  name: string,
  kind: 'Node' | 'Pod',
  matchExpressions: object[],
  { delay, ...next }: { delay?: number; statusTemplate?: string; delete?: boolean },
): object {
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: 'v1', kind },
      selector: { matchExpressions },
      ...(delay ? { delay: { durationMilliseconds: delay } } : {}),
      next,
    },
  };
}
