import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { RequestsQuestion } from '../../workflows/contract/prometheus.ts';
import { durationInWords } from '../amounts.ts';
import { findingOf } from '../troubles.ts';
import type { Prometheus } from './query.ts';
import { readLatency, readRequests, type ServiceRequests, seeThatCounted } from './requests.ts';

const day = 86_400_000;

/** Rate, errors and duration of each service now, beside what they were when it was usual. */
export function prometheusRequests(prometheus: Prometheus): PoolActivities['prometheusRequests'] {
  return (question) =>
    findingOf(
      'requests',
      () => false,
      () => look(prometheus, question),
    );
}

interface Row {
  service: string;
  perSecond: number;
  usualPerSecond: number | null;
  errorPercent: number;
  usualErrorPercent: number | null;
  p95Ms: number | null;
  usualP95Ms: number | null;
  bad: string | null;
}

async function look(access: Prometheus, question: RequestsQuestion): Promise<Omit<Finding, 'check'>> {
  const { usual, available } = question;
  const ofDay = { ...question, series: { ...question.series, window: day } };
  const [now, before, latency, latencyBefore, today] = await Promise.all([
    readRequests(access, question),
    readRequests(access, question, usual),
    readLatency(access, question),
    readLatency(access, question, usual),
    available === undefined ? undefined : readRequests(access, ofDay),
  ]);
  await seeThatCounted(access, question, 'requests');
  const names = new Set([...now.services, ...before.services].map(({ service }) => service));
  const rows = [...names].map((service): Row => {
    const is = named(now.services, service) ?? { perSecond: 0, errorPercent: 0 };
    const was = named(before.services, service);
    const row = {
      service,
      perSecond: is.perSecond,
      usualPerSecond: was?.perSecond ?? null,
      errorPercent: is.errorPercent,
      usualErrorPercent: was?.errorPercent ?? null,
      p95Ms: named(latency, service)?.p95Ms ?? null,
      usualP95Ms: named(latencyBefore, service)?.p95Ms ?? null,
    };
    return { ...row, bad: whatIsBad(row, question) };
  });
  rows.sort((a, b) => Number(b.bad !== null) - Number(a.bad !== null) || b.perSecond - a.perSecond);
  if (rows.length === 0) {
    const says = `No requests were counted within ${durationInWords(question.series.window)}.`;
    return { verdict: 'unknown', says };
  }
  const bad = rows.filter((row) => row.bad !== null);
  return {
    verdict: bad.length > 0 ? 'sick' : 'well',
    says: [
      ...(bad.length > 0 ? bad : rows).slice(0, 3).map((row) => inWords(row, question)),
      ...(rows.length > 1 ? [`${bad.length} of ${rows.length} services are in trouble.`] : []),
      ...(before.services.length === 0
        ? [`Of ${durationInWords(usual)} before there is nothing to compare with.`]
        : []),
      ...(today && available !== undefined ? [availability(today.services, available)] : []),
    ].join(' '),
    evidence: rows.slice(0, 20).map((row) => ({ ...row })),
  };
}

function named<T extends { service: string }>(all: readonly T[], service: string): T | undefined {
  return all.find((each) => each.service === service);
}

function whatIsBad(row: Omit<Row, 'bad'>, { errorsAbove, p95Above }: RequestsQuestion): string | null {
  if (row.perSecond === 0 && (row.usualPerSecond ?? 0) > 0) return 'no requests';
  if (row.errorPercent > errorsAbove) return 'errors';
  return (row.p95Ms ?? 0) > p95Above ? 'slow' : null;
}

function inWords(row: Row, { usual }: RequestsQuestion): string {
  const beside = (is: string, was: number | null, unit: string) =>
    was === null ? is : `${is} (${durationInWords(usual)} before: ${was}${unit})`;
  const parts = [
    beside(`${row.perSecond} requests a second`, row.usualPerSecond, ''),
    beside(`${row.errorPercent} % answered with 5xx`, row.usualErrorPercent, ' %'),
    ...(row.p95Ms === null ? [] : [beside(`95 % within ${row.p95Ms} ms`, row.usualP95Ms, ' ms')]),
  ];
  return `${row.service || 'Everything'}: ${parts.join(', ')}.`;
}

/** Told, and no reason to call anything sick: a day's share stays bad long after all is well again. */
function availability(services: ServiceRequests[], wanted: number): string {
  const sum = (of: (each: ServiceRequests) => number) => services.reduce((all, each) => all + of(each), 0);
  const all = sum(({ perSecond }) => perSecond);
  if (all === 0) return 'Of the last day nothing is known.';
  const answered = 100 - (100 * sum(({ errorsPerSecond }) => errorsPerSecond)) / all;
  return `Of the last day's requests ${Math.floor(answered * 1_000) / 1_000} % were answered without 5xx; ${wanted} % are wanted.`;
}
