import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { ErrorRatioQuestion } from '../../workflows/contract/prometheus.ts';
import { durationInWords } from '../amounts.ts';

import { findingOf } from '../troubles.ts';
import { errorRate, requestRate } from './promql.ts';
import type { Prometheus } from './query.ts';
import { busy, readRequests, type ServiceRequests, seeThatCounted } from './requests.ts';

/** How often it is looked at what the share was. */
const looks = 10;

/** The share of each service's requests that is answered with 5xx, the worst first; without any series nobody knows. */
export function prometheusErrorRatio(prometheus: Prometheus): PoolActivities['prometheusErrorRatio'] {
  return (question) =>
    findingOf(
      'error ratio',
      () => false,
      () => look(prometheus, question),
    );
}

async function look(access: Prometheus, question: ErrorRatioQuestion): Promise<Omit<Finding, 'check'>> {
  const { above, lasting, series } = question;
  const { services, at } = await readRequests(access, question);
  await seeThatCounted(access, question, 'requests');
  const asked = services.filter(busy);
  const [worst] = asked;
  if (!worst) {
    const says = `No requests came in within ${durationInWords(series.window)}, so no share of them failed.`;
    return { verdict: 'unknown', says };
  }
  const over = asked.filter(({ errorPercent }) => errorPercent > above);
  const lastingFor = over.length > 0 && lasting > 0 ? await howLong(access, question, at) : undefined;
  const bad = over.filter(({ service }) => (lastingFor?.get(service) ?? 0) >= lasting);
  return {
    verdict: bad.length > 0 ? 'sick' : 'well',
    says: [
      ...(bad.length > 0 ? bad : over).slice(0, 3).map((each) => {
        const soFar = lastingFor?.get(each.service) ?? 0;
        if (lasting === 0) return `${inWords(each)}, above ${above} %.`;
        if (soFar >= lasting)
          return `${inWords(each)}, above ${above} % for ${durationInWords(lasting)} or longer.`;
        return `${inWords(each)}, above ${above} % ${soFar > 0 ? `for ${durationInWords(soFar)} only` : 'only just now'}: it counts after ${durationInWords(lasting)}.`;
      }),
      ...(over.length === 0 ? [`${inWords(worst)}; up to ${above} % is good.`] : []),
      ...(asked.length > 1 ? [`${bad.length} of ${asked.length} services answer too many with 5xx.`] : []),
    ].join(' '),
    evidence: asked.slice(0, 20).map((each) => ({
      ...each,
      bad: bad.some(({ service }) => service === each.service) ? 'errors' : null,
    })),
  };
}

/** By service, for how many ms its share has been above the limit without a break, at most `lasting`. */
async function howLong(
  { range }: Prometheus,
  { prometheus, series, above, lasting }: ErrorRatioQuestion,
  at: number,
): Promise<Map<string, number>> {
  const step = lasting / looks;
  const ratio = `100 * ${errorRate(series)} / ${requestRate(series)}`;
  const lines = await range(prometheus, ratio, { from: at - lasting, to: at, step });
  return new Map(
    lines.map(({ labels, points }) => {
      const service = (Object.hasOwn(labels, series.by) && labels[series.by]) || '';
      let since = at;
      for (const point of points.toReversed()) {
        // A point that is missing is a time without errors, or without requests.
        if (point.value <= above || since - point.at > step * 1.5) break;
        since = point.at;
      }
      // The first point may lie a rounding away from the beginning.
      return [service, at - since >= lasting - step / 2 ? lasting : at - since];
    }),
  );
}

function inWords({ service, errorPercent, errorsPerSecond, perSecond }: ServiceRequests): string {
  return `${service || 'Everything'} answers ${errorPercent} % of its requests with 5xx (${errorsPerSecond} of ${perSecond} a second)`;
}
