import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { RequestsImprovement } from '../../workflows/contract/mitigations.ts';
import { failureOf } from './failures.ts';
import type { Prometheus } from './query.ts';
import { busy, readLatency, readRequests, seeThatCounted } from './requests.ts';

/**
 * The share of errors, or the answer times, of the service that has most of it.
 * @throws ApplicationFailure if nothing was counted, since then nobody knows whether it helped
 */
export async function measureRequests(
  access: Prometheus,
  improvement: RequestsImprovement,
): ReturnType<PoolActivities['measure']> {
  return improvement.metric === 'errorRate'
    ? await errorRate(access, improvement)
    : await latency(access, improvement);
}

async function errorRate(
  access: Prometheus,
  improvement: RequestsImprovement,
): ReturnType<PoolActivities['measure']> {
  await seeThatCounted(access, improvement, 'requests');
  const { services } = await readRequests(access, improvement);
  const [worst] = services.filter(busy);
  if (!worst) throw nothing(improvement);
  const { service, errorPercent: value } = worst;
  const says = `${service || 'The worst'} answers ${value} % of its requests of the last ${window(improvement)} with 5xx; below ${improvement.below} % is good.`;
  return { value, good: value < improvement.below, says };
}

async function latency(
  access: Prometheus,
  improvement: RequestsImprovement,
): ReturnType<PoolActivities['measure']> {
  const [slowest] = await readLatency(access, improvement);
  if (!slowest) {
    await seeThatCounted(access, improvement, 'duration');
    throw nothing(improvement);
  }
  const { service, p95Ms: value } = slowest;
  const says = `${service || 'The slowest'} answers 95 % of its requests of the last ${window(improvement)} within ${value} ms; below ${improvement.below} ms is good.`;
  return { value, good: value < improvement.below, says };
}

function nothing(improvement: RequestsImprovement) {
  const says = `No requests came in within ${window(improvement)}, so nobody can say whether it helped.`;
  return failureOf({ trouble: 'refused', says });
}

function window({ series }: RequestsImprovement): string {
  return `${series.window / 1_000} s`;
}
