import type { PrometheusTarget } from '../../workflows/contract/prometheus.ts';
import type { Resolve } from '../dependencies.ts';
import { type WebPlace, webPlace } from '../http/place.ts';
import { type Answer, ask } from './ask.ts';
import { failureOf } from './failures.ts';

/** One line of an answer. */
export interface Sample {
  labels: Record<string, string>;
  /** NaN and the infinities are left out. */
  value: number;
  /** Epoch ms by the server's clock: when it was worked out. */
  at: number;
}

/** The same over a time. */
export interface Line {
  labels: Record<string, string>;
  /** The oldest first; epoch ms by the server's clock, NaN and the infinities left out. */
  points: { at: number; value: number }[];
}

/** An alert as the rules of a Prometheus have it. */
export interface ActiveAlert {
  labels: Record<string, string>;
  annotations: Record<string, string>;
  state: 'pending' | 'firing';
  /** RFC 3339: since when its expression holds. */
  activeAt: string;
}

/** Epoch ms by the server's clock, and ms between points. */
export interface Span {
  from: number;
  to: number;
  step: number;
}

/** Our access to Prometheus servers; each throws an ApplicationFailure of the type that `failures.ts` gives to what went wrong. */
export interface Prometheus {
  /** What an expression of PromQL comes to now, one sample for each set of labels. */
  query(target: PrometheusTarget, expression: string): Promise<Sample[]>;
  /** What it came to over a time. */
  range(target: PrometheusTarget, expression: string, span: Span): Promise<Line[]>;
  alerts(target: PrometheusTarget): Promise<ActiveAlert[]>;
}

/** Addresses and tokens are read anew for each question, so that renewed ones count at once. */
export function prometheusServers({ resolve }: { resolve: Resolve }): Prometheus {
  const asked = async (target: PrometheusTarget, path: string, form?: Record<string, string>) => {
    const place = webPlace(target, resolve, target.bearer === undefined ? [] : [target.bearer]);
    const token = target.bearer === undefined ? undefined : resolve(target.bearer).trim();
    return { place, answer: await ask(place, token, path, form) };
  };
  return {
    async query(target, query) {
      const { place, answer } = await asked(target, 'query', { query });
      return samplesOf(answer, place);
    },
    async range(target, query, { from, to, step }) {
      const seconds = (ms: number) => `${ms / 1_000}`;
      const span = { start: seconds(from), end: seconds(to), step: seconds(step) };
      const { place, answer } = await asked(target, 'query_range', { query, ...span });
      return linesOf(answer, place);
    },
    async alerts(target) {
      const { place, answer } = await asked(target, 'alerts');
      const { alerts } = (answer.data ?? {}) as { alerts?: unknown };
      if (!Array.isArray(alerts)) throw noNumbers(place);
      return alerts as ActiveAlert[];
    },
  };
}

type Point = [seconds: number, value: string];

function samplesOf({ data }: Answer, place: WebPlace): Sample[] {
  const lines = data?.resultType === 'scalar' ? [{ metric: {}, value: data.result }] : data?.result;
  if (!Array.isArray(lines)) throw noNumbers(place);
  return (lines as { metric: Record<string, string>; value: Point }[])
    .map(({ metric, value }) => ({ labels: metric, ...pointOf(value) }))
    .filter(({ value }) => Number.isFinite(value));
}

function linesOf({ data }: Answer, place: WebPlace): Line[] {
  if (!Array.isArray(data?.result)) throw noNumbers(place);
  return (data.result as { metric: Record<string, string>; values: Point[] }[]).map(({ metric, values }) => ({
    labels: metric,
    points: values.map(pointOf).filter(({ value }) => Number.isFinite(value)),
  }));
}

function pointOf([seconds, value]: Point): { at: number; value: number } {
  return { at: Math.round(seconds * 1_000), value: Number(value) };
}

function noNumbers({ shown }: WebPlace) {
  return failureOf({ trouble: 'refused', says: `${shown} answered with no numbers.` });
}
