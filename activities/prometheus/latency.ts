import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { LatencyQuestion } from '../../workflows/contract/prometheus.ts';
import { durationInWords } from '../amounts.ts';
import { findingOf } from '../troubles.ts';
import type { Prometheus } from './query.ts';
import { readLatency, seeThatCounted } from './requests.ts';

/** Within which time 95 % of each service's requests are answered, the slowest first, beside what was usual. */
export function prometheusLatency(prometheus: Prometheus): PoolActivities['prometheusLatency'] {
  return (question) =>
    findingOf(
      'latency',
      () => false,
      () => look(prometheus, question),
    );
}

interface Row {
  service: string;
  p95Ms: number;
  usualMs: number | null;
  /** How many times as long as usual. */
  times: number | null;
  bad: string | null;
}

async function look(access: Prometheus, question: LatencyQuestion): Promise<Omit<Finding, 'check'>> {
  const { above, timesUsual, usual, series } = question;
  const [now, before] = await Promise.all([
    readLatency(access, question),
    timesUsual === undefined ? [] : readLatency(access, question, usual),
  ]);
  if (now.length === 0) {
    await seeThatCounted(access, question, 'duration');
    const says = `No requests were timed within ${durationInWords(series.window)}, so nobody can say how long answers take.`;
    return { verdict: 'unknown', says };
  }
  const rows = now.map(({ service, p95Ms }): Row => {
    const usualMs = before.find((each) => each.service === service)?.p95Ms || null;
    const times = usualMs === null ? null : Math.round((10 * p95Ms) / usualMs) / 10;
    const slower = timesUsual !== undefined && times !== null && times > timesUsual;
    const bad = p95Ms > above ? 'slow' : slower ? 'slower than usual' : null;
    return { service, p95Ms, usualMs, times, bad };
  });
  const slow = rows.filter(({ bad }) => bad !== null);
  return {
    verdict: slow.length > 0 ? 'sick' : 'well',
    says: [
      ...(slow.length > 0 ? slow.slice(0, 3) : rows.slice(0, 1)).map((row) => inWords(row, question)),
      ...(rows.length > 1 ? [`${slow.length} of ${rows.length} services are slow.`] : []),
      ...(timesUsual !== undefined && rows.every(({ usualMs }) => usualMs === null)
        ? [`Nothing is known of ${durationInWords(usual)} before, so nobody can say what is usual.`]
        : []),
    ].join(' '),
    evidence: rows.slice(0, 20).map((row) => ({ ...row })),
  };
}

function inWords({ service, p95Ms, usualMs, times, bad }: Row, question: LatencyQuestion): string {
  const { above, timesUsual, usual } = question;
  const said = `${service || 'Everything'} answers 95 % of its requests within ${p95Ms} ms`;
  const compared =
    usualMs === null ? '' : `, ${times} times the ${usualMs} ms of ${durationInWords(usual)} before`;
  const limits = [`${above} ms`, ...(timesUsual === undefined ? [] : [`${timesUsual} times the usual`])].join(
    ', and ',
  );
  if (bad === 'slow') return `${said}${compared}: above ${above} ms.`;
  return bad === null
    ? `${said}${compared}; up to ${limits} is good.`
    : `${said}${compared}: above ${timesUsual} times.`;
}
