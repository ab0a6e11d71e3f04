import { ApiException, type V1Pod } from '@kubernetes/client-node';
import { ApplicationFailure } from '@temporalio/common';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { final } from '../../workflows/contract/failures.ts';
import type { PodMetrics } from '../../workflows/contract/kubernetes.ts';
import { counted } from '../amounts.ts';
import { added, sumInWords } from '../metrics/sums.ts';
import { type Sample, samplesOf } from '../metrics/text.ts';
import { check, gather } from './check.ts';
import type { Cluster, Kubernetes } from './clusters.ts';
import type { Found } from './listing.ts';
import { shownLine } from './log-lines.ts';
import { podsOf } from './pods-in-scope.ts';

const mostPods = 10;

/** What the pods of a workload count themselves, added up over them; read through the API server. */
export function kubernetesPodMetrics(kubernetes: Kubernetes): PoolActivities['kubernetesPodMetrics'] {
  return ({ scope, workload }) =>
    check('pod metrics', kubernetes, scope, async (cluster) => {
      const target = scope.workloads.find(({ id }) => id === workload);
      const { metrics } = target ?? {};
      if (!target || !metrics) {
        throw ApplicationFailure.nonRetryable(
          `The catalogue has no workload "${workload}" with metrics.`,
          final.invalidInput,
        );
      }
      const pods = await podsOf(cluster, target);
      const running = pods.items.filter(({ status }) => status?.phase === 'Running');
      const asked = running.slice(0, mostPods);
      const read = await gather(cluster.place, asked, (pod) => samplesIn(cluster, pod, metrics));
      const sums = added(read.items);
      const missing = metrics.series.filter((series) => !sums.some((sum) => sum.series === series));
      return {
        sick: false,
        says: metrics.series
          .filter((series) => !missing.includes(series))
          .map(
            (series) =>
              `${series} over ${counted(asked.length, 'pod')} of ${target.name}, since they started: ${sumInWords(series, sums)}.`,
          )
          .join(' '),
        evidence: sums.map(({ series, by, value }) => ({ workload, series, by, value })),
        gaps: [
          ...pods.gaps,
          ...read.gaps,
          ...(running.length > mostPods ? [`${running.length - mostPods} more pods were not asked.`] : []),
          ...(asked.length === 0 ? [`${target.name} has no running pod to ask.`] : []),
          ...(asked.length > read.gaps.length && missing.length > 0
            ? [`${target.name} serves no ${missing.join(', ')}.`]
            : []),
        ],
      };
    });
}

async function samplesIn(
  { core }: Cluster,
  { metadata }: V1Pod,
  { port, path, series }: PodMetrics,
): Promise<Found<Sample>> {
  const { name = '', namespace = '' } = metadata ?? {};
  try {
    const text = await core.connectGetNamespacedPodProxyWithPath({
      namespace,
      name: `${name}:${port}`,
      path: path.slice(1),
    });
    return { items: samplesOf(String(text), series), gaps: [] };
  } catch (error) {
    const why = ofThePod(error);
    if (why === undefined) throw error;
    return { items: [], gaps: [`${name} does not serve ${path} on port ${port}: ${why}.`] };
  }
}

/** What went wrong in the pod, and not in asking the API server. */
function ofThePod(error: unknown): string | undefined {
  // The API server has just answered: it is the pod that keeps it waiting.
  if (namesOf(error).includes('TimeoutError')) return 'it does not answer within 5 s';
  if (!(error instanceof ApiException)) return undefined;
  const { code, body } = error as ApiException<unknown>;
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? '');
  const unreachable = /error trying to reach service: (?<why>[^"]*)/.exec(text)?.groups?.why;
  if (unreachable !== undefined) return shownLine(unreachable);
  return /"kind":\s*"Status"/.test(text) ? undefined : `it answers ${code}`;
}

/** Of an error and all that caused it. */
function namesOf(error: unknown): string[] {
  return error instanceof Error ? [error.name, ...namesOf(error.cause)] : [];
}
