import type { V1Pod } from '@kubernetes/client-node';
import { ApplicationFailure } from '@temporalio/common';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { final } from '../../workflows/contract/failures.ts';
import type { WorkloadTarget } from '../../workflows/contract/kubernetes.ts';
import { counted, durationInWords } from '../amounts.ts';
import { check, gather } from './check.ts';
import type { Cluster, Kubernetes } from './clusters.ts';
import { endpointOf, isError, patternOf, shownLine } from './log-lines.ts';
import { podTrouble } from './pod-state.ts';
import { podsOf } from './pods-in-scope.ts';

const mostPods = 10;
const mostBytes = 256 * 1024;

/** What the pods of a workload have printed of late: error lines counted by what they have in common, secrets masked. */
export function kubernetesLogs(kubernetes: Kubernetes): PoolActivities['kubernetesLogs'] {
  return ({ scope, workload, tail, since, atMost = 0 }) =>
    check('logs', kubernetes, scope, async (cluster) => {
      const target = scope.workloads.find(({ id }) => id === workload);
      if (target === undefined) {
        throw ApplicationFailure.nonRetryable(
          `The catalogue has no workload "${workload}".`,
          final.invalidInput,
        );
      }
      const { items, gaps } = await podsOf(cluster, target);
      const now = Date.now();
      const inTrouble = (pod: V1Pod) => Number(podTrouble(pod, now) !== undefined);
      const pods = items.toSorted((a, b) => inTrouble(b) - inTrouble(a)).slice(0, mostPods);
      const read = await gather(
        cluster.place,
        pods.flatMap((pod) => containersOf(pod, target)),
        (container) => linesOf(cluster, container, { tail, since }),
      );
      const errors = read.items.filter(({ line }) => isError(line));
      const groups = [...Map.groupBy(errors, ({ line }) => patternOf(line))].sort(
        ([, a], [, b]) => b.length - a.length,
      );
      const [top] = groups;
      const where = `the last ${durationInWords(since)} of ${counted(pods.length, 'pod')} of ${target.name}`;
      const last = top?.[1].at(-1);
      return {
        sick: errors.length > atMost,
        says: [
          top && last
            ? `${counted(errors.length, 'error line')} in ${counted(read.items.length, 'line')} from ${where}; most often (${top[1].length} times): ${shownLine(last.line)}`
            : `${counted(read.items.length, 'line')} from ${where}, none an error.`,
          items.length > mostPods ? `${items.length - mostPods} more pods were not asked.` : '',
        ]
          .filter(Boolean)
          .join(' '),
        evidence: groups.map(([pattern, lines]) => ({
          count: lines.length,
          pattern,
          endpoints: endpoints(lines.map(({ line }) => line)),
          workload,
          pods: new Set(lines.map(({ pod }) => pod)).size,
          last: shownLine(lines.at(-1)?.line ?? ''),
        })),
        gaps: [...gaps, ...read.gaps, ...(items.length === 0 ? [`${target.name} has no pods.`] : [])],
      };
    });
}

interface Container {
  namespace: string;
  pod: string;
  container: string;
  /** Of the container that crashed, since the one after it does not run. */
  previous: boolean;
}

function containersOf(
  { metadata, spec, status }: V1Pod,
  { containers, namespace }: WorkloadTarget,
): Container[] {
  return (spec?.containers ?? [])
    .filter(({ name }) => containers.length === 0 || containers.includes(name))
    .flatMap(({ name }) => {
      const state = status?.containerStatuses?.find((each) => each.name === name);
      if (state === undefined) return [];
      const crashed = state.state?.waiting !== undefined && state.restartCount > 0;
      if (state.state?.waiting && !crashed) return [];
      return [{ namespace, pod: metadata?.name ?? '', container: name, previous: crashed }];
    });
}

async function linesOf(
  { core }: Cluster,
  { namespace, pod, container, previous }: Container,
  { tail, since }: { tail: number; since: number },
) {
  const text = await core.readNamespacedPodLog({
    namespace,
    name: pod,
    container,
    previous,
    tailLines: tail,
    sinceSeconds: Math.max(1, Math.round(since / 1_000)),
    limitBytes: mostBytes,
  });
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ pod, line }));
}

/** The endpoints that lines name, those that most of them name first. */
function endpoints(lines: string[]): string | null {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const endpoint = endpointOf(line);
    if (endpoint) counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
  }
  const most = [...counts].sort(([, a], [, b]) => b - a).slice(0, 5);
  return most.map(([endpoint, count]) => `${endpoint} (${count})`).join(', ') || null;
}
