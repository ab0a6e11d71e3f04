import type { ClosedIncident } from '../../../archive/closed.ts';
import { dayOf, firstValues } from '../query.ts';

const day = 86_400_000;

/** Periods that end now, by their days. */
export const periods = { 7: 'Last 7 days', 30: 'Last 30 days', 90: 'Last 90 days' } as const;

const usual = '30';

/** What is measured: incidents opened in a period, of one system or all. */
export interface Measured {
  /** `7`, `30`, `90`, `all`, or `days` where its days are named. */
  period: string;
  /** Epoch ms; absent = from the first. */
  from?: number;
  /** Epoch ms, not included. */
  to: number;
  system?: string;
  /** As they were given. */
  given: { period?: string; from?: string; to?: string; system?: string };
  /** Why its days do not count. */
  wrong?: string;
}

/** @param now epoch ms */
export function measuredOf(query: unknown, now: number): Measured {
  const { period, from, to, system } = firstValues(query);
  const given = { period, from, to, system };
  if (from === undefined && to === undefined) {
    const known = period === 'all' || Object.hasOwn(periods, period ?? '') ? (period as string) : usual;
    const since = known === 'all' ? undefined : now - Number(known) * day;
    return { period: known, from: since, to: now, system, given };
  }
  const [first, last] = [from, to].map((text) => (text === undefined ? undefined : dayOf(text)));
  const wrong = [from, to].find((text) => text !== undefined && !dayOf(text));
  const named = { period: 'days', from: first?.from, to: last?.to ?? now, system, given };
  if (wrong !== undefined) return { ...named, wrong: `"${wrong}" is no day: write one such as 2026-11-22.` };
  if (first && last && first.from >= last.to) return { ...named, wrong: `${to} is before ${from}.` };
  return named;
}

/** Of those that the visitor may read. */
export function measuredAmong(
  closed: readonly ClosedIncident[],
  { from = Number.NEGATIVE_INFINITY, to, system }: Measured,
): ClosedIncident[] {
  return closed.filter((each) => {
    const opened = Date.parse(each.openedAt);
    return opened >= from && opened < to && (system === undefined || each.system === system);
  });
}
