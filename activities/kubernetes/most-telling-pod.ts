import type { V1Pod } from '@kubernetes/client-node';
import type { Cluster } from './clusters.ts';
import { usageOfContainers } from './metrics.ts';
import { podTrouble } from './pod-state.ts';

/** The pod in which to look: of those whose container runs a ready one, in trouble of late, the hottest. */
export async function mostTellingPod(
  cluster: Cluster,
  pods: V1Pod[],
  container: (pod: V1Pod) => string,
): Promise<V1Pod | undefined> {
  const now = Date.now();
  const running = pods.filter((pod) =>
    pod.status?.containerStatuses?.some(({ name, state }) => name === container(pod) && state?.running),
  );
  const [first] = running;
  if (running.length < 2) return first;
  const { usage } = await usageOfContainers(cluster, first?.metadata?.namespace ?? '');
  const used = (pod: V1Pod) => usage.get(`${pod.metadata?.name}/${container(pod)}`) ?? { cpu: 0, memory: 0 };
  const hottest = {
    cpu: Math.max(...running.map((pod) => used(pod).cpu)) || 1,
    memory: Math.max(...running.map((pod) => used(pod).memory)) || 1,
  };
  const heat = (pod: V1Pod) => used(pod).cpu / hottest.cpu + used(pod).memory / hottest.memory;
  const ready = (pod: V1Pod) =>
    Number(
      pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false,
    );
  const restarts = (pod: V1Pod) => podTrouble(pod, now)?.restarts ?? 0;
  return running.toSorted((a, b) => ready(b) - ready(a) || restarts(b) - restarts(a) || heat(b) - heat(a))[0];
}
