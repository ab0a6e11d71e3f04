import { ApiException, type V1Pod } from '@kubernetes/client-node';
import { ApplicationFailure } from '@temporalio/common';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { final } from '../../workflows/contract/failures.ts';
import type { PodMetrics } from '../../workflows/contract/kubernetes.ts';
import { check, gather } from './check.ts';
import type { Cluster, Kubernetes } from './clusters.ts';
import type { Found } from './listing.ts';
import { shownLine } from './log-lines.ts';
import { type Sample, samplesOf } from './metrics-text.ts';
import { podsOf } from './pods-in-scope.ts';
import { counted } from './words.ts';

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
          .map((series) => inWords(series, sums, `${counted(asked.length, 'pod')} of ${target.name}`))
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

const statusLabels = ['status', 'code', 'status_code', 'http_status'];

/** The sum of a series over pods and labels, by the status it counts where it does. */
interface Sum {
  series: string;
  by: string | null;
  value: number;
}

function added(samples: Sample[]): Sum[] {
  const statusOf = ({ labels }: Sample) => {
    const named = statusLabels.find((each) => Object.hasOwn(labels, each));
    return named === undefined ? null : (labels[named] ?? null);
  };
  const groups = Map.groupBy(samples, (sample) => JSON.stringify([sample.series, statusOf(sample)]));
  return [...groups]
    .map(([key, group]) => {
      const [series, by] = JSON.parse(key) as [string, string | null];
      return { series, by: by && shownLine(by), value: group.reduce((sum, { value }) => sum + value, 0) };
    })
    .sort((a, b) => a.series.localeCompare(b.series) || (a.by ?? '').localeCompare(b.by ?? ''));
}

/** `http_requests_total over 2 pods of backend: 200: 950, 500: 50 (5 % of 1000 are 5xx).` */
function inWords(series: string, sums: Sum[], pods: string): string {
  const own = sums.filter((sum) => sum.series === series);
  const all = own.reduce((sum, { value }) => sum + value, 0);
  const failed = own.filter(({ by }) => /^5(\d\d|xx)$/i.test(by ?? ''));
  const share = (failed.reduce((sum, { value }) => sum + value, 0) / all) * 100;
  const listed = own.map(({ by, value }) => (by === null ? `${value}` : `${by}: ${value}`)).slice(0, 10);
  const words = failed.length > 0 ? ` (${Math.round(share * 10) / 10} % of ${all} are 5xx)` : '';
  return `${series} over ${pods}, since they started: ${listed.join(', ')}${words}.`;
}
