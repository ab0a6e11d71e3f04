import type { OfRequests, RequestSeries } from '../../workflows/contract/prometheus.ts';
import { failureOf } from './failures.ts';
import { count, errorRate, latencyP95, requestRate, selector } from './promql.ts';
import type { Prometheus, Sample } from './query.ts';

/** What the requests to one service came to, per second. */
export interface ServiceRequests {
  /** What its label says; empty where it has none. */
  service: string;
  perSecond: number;
  errorsPerSecond: number;
  /** Percent; 0 without requests. */
  errorPercent: number;
}

/**
 * The requests to each service, `ago` ms before now, those with most errors first; none where nothing was counted.
 * @throws ApplicationFailure as `Prometheus` does
 */
export async function readRequests(
  { query }: Prometheus,
  { prometheus, series }: OfRequests,
  ago = 0,
): Promise<{ services: ServiceRequests[]; at: number }> {
  const [all, failed] = await Promise.all([
    query(prometheus, requestRate(series, ago)),
    query(prometheus, errorRate(series, ago)),
  ]);
  const services = all.map((sample) => {
    const service = serviceOf(sample, series);
    const errors = failed.find((each) => serviceOf(each, series) === service)?.value ?? 0;
    return {
      service,
      perSecond: rounded(sample.value),
      errorsPerSecond: rounded(errors),
      errorPercent: sample.value > 0 ? rounded((100 * errors) / sample.value) : 0,
    };
  });
  services.sort((a, b) => b.errorPercent - a.errorPercent || a.service.localeCompare(b.service));
  return { services, at: all[0]?.at ?? Date.now() };
}

/** Whether any request came in. */
export function busy({ perSecond }: ServiceRequests): boolean {
  return perSecond > 0;
}

/** Within how many ms 95 % of the requests to each service are answered, the slowest first. */
export async function readLatency(
  { query }: Prometheus,
  { prometheus, series }: OfRequests,
  ago = 0,
): Promise<{ service: string; p95Ms: number }[]> {
  const samples = await query(prometheus, latencyP95(series, ago));
  return samples
    .map((sample) => ({ service: serviceOf(sample, series), p95Ms: Math.round(sample.value * 1_000) }))
    .sort((a, b) => b.p95Ms - a.p95Ms || a.service.localeCompare(b.service));
}

/** Says why nothing is known of a system's requests: what is not counted is never well. */
export async function seeThatCounted(
  { query }: Prometheus,
  { prometheus, series }: OfRequests,
  what: 'requests' | 'duration',
): Promise<void> {
  const { labels, status } = series;
  const metric = what === 'requests' ? series.counter : `${series.duration}_bucket`;
  const none = (says: string) => failureOf({ trouble: 'refused', says });
  const [found] = await query(prometheus, count(metric, labels));
  if (!found) {
    throw none(
      `${prometheus.id} knows no series ${metric}${selector(labels)}: see whether the services are scraped, and what the file calls their ${what} ("requests" of the target).`,
    );
  }
  if (what === 'duration') return;
  const [told] = await query(prometheus, count(metric, labels, `${status}!=""`));
  if (!told) {
    throw none(
      `The series ${metric}${selector(labels)} of ${prometheus.id} have no label ${status}, so nobody can say which requests failed: write the label that has the status ("requests" of the target).`,
    );
  }
}

function serviceOf({ labels }: Sample, { by }: RequestSeries): string {
  return (Object.hasOwn(labels, by) && labels[by]) || '';
}

/** Three digits say enough. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
