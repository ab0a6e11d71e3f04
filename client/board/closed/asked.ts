import { type ClosedIncident, endingOf } from '../../../archive/closed.ts';
import { dayOf, firstValues } from '../query.ts';

/** What a list of closed incidents is narrowed to; absent = any. */
export interface Asked {
  /** Words that all have to be found. */
  q?: string;
  system?: string;
  runbook?: string;
  severity?: string;
  ending?: string;
  /** Days, `2026-11-22`, both included. */
  from?: string;
  to?: string;
}

export interface Wanted {
  asked: Asked;
  /** From 1. */
  page: number;
  /** A sentence for each field that is not understood, and does not count. */
  wrong: { from?: string; to?: string };
}

export function wantedOf(query: unknown): Wanted {
  const { q, system, runbook, severity, ending, from, to, page } = firstValues(query);
  const wrong = { from: notADay(from), to: notADay(to) };
  if (from && to && !wrong.from && !wrong.to && from > to) wrong.to = `That is before ${from}.`;
  return {
    asked: { q: q?.slice(0, 200), system, runbook, severity, ending, from, to },
    page: Math.max(1, Number.parseInt(page ?? '1', 10) || 1),
    wrong,
  };
}

/** Those that are asked for, in the order they came. */
export function found(closed: readonly ClosedIncident[], { asked, wrong }: Wanted): ClosedIncident[] {
  const words = asked.q?.toLowerCase().split(/\s+/) ?? [];
  const from = (!wrong.from && dayOf(asked.from ?? '')?.from) || Number.NEGATIVE_INFINITY;
  const to = (!wrong.to && dayOf(asked.to ?? '')?.to) || Number.POSITIVE_INFINITY;
  const is = (wanted: string | undefined, value: string) => wanted === undefined || wanted === value;
  return closed.filter((each) => {
    const opened = Date.parse(each.openedAt);
    return (
      is(asked.system, each.system) &&
      is(asked.runbook, each.runbook) &&
      is(asked.severity, each.course.severity) &&
      is(asked.ending, endingOf(each.course)) &&
      opened >= from &&
      opened < to &&
      words.every((word) => each.words.includes(word))
    );
  });
}

function notADay(text: string | undefined): string | undefined {
  if (text === undefined || dayOf(text)) return undefined;
  return `"${text}" is no day: write one such as 2026-11-22.`;
}
