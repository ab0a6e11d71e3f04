/** What each container of a pod uses, told by the pod's annotations as quantities: `1m` and `1Mi` where there are none. */
export const usageAnnotations = {
  cpu: 'kwok.x-k8s.io/usage-cpu',
  memory: 'kwok.x-k8s.io/usage-memory',
} as const;

/** The usage of pods, and the page on which each node tells it to a metrics server. */
export function usage(): object[] {
  return [
    {
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'ClusterResourceUsage',
      metadata: { name: 'usage' },
      spec: {
        usages: [
          {
            usage: {
              cpu: { expression: annotated(usageAnnotations.cpu, '1m') },
              memory: { expression: annotated(usageAnnotations.memory, '1Mi') },
            },
          },
        ],
      },
    },
    {
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'Metric',
      metadata: { name: 'resource' },
      spec: {
        path: '/metrics/nodes/{nodeName}/metrics/resource',
        metrics: [
          metric('container_start_time_seconds', 'container', 'gauge', 'pod.SinceSecond()'),
          metric(
            'container_cpu_usage_seconds_total',
            'container',
            'counter',
            'pod.CumulativeUsage("cpu", container.name)',
          ),
          metric(
            'container_memory_working_set_bytes',
            'container',
            'gauge',
            'pod.Usage("memory", container.name)',
          ),
          metric('node_cpu_usage_seconds_total', 'node', 'counter', 'node.CumulativeUsage("cpu")'),
          metric('node_memory_working_set_bytes', 'node', 'gauge', 'node.Usage("memory")'),
        ],
      },
    },
  ];
}

function annotated(annotation: string, otherwise: string): string {
  return `"${annotation}" in pod.metadata.annotations ? Quantity(pod.metadata.annotations["${annotation}"]) : Quantity("${otherwise}")`;
}

function metric(
  name: string,
  dimension: 'node' | 'container',
  kind: 'gauge' | 'counter',
  value: string,
): object {
  const labels = [
    { name: 'container', value: 'container.name' },
    { name: 'namespace', value: 'pod.metadata.namespace' },
    { name: 'pod', value: 'pod.metadata.name' },
  ];
  return { name, help: name, dimension, kind, value, ...(dimension === 'container' ? { labels } : {}) };
}
