import type { Course } from './course.ts';

export type Step = 'day' | 'week' | 'month' | 'year';

/** One step of a period, and what was opened in it. */
export interface Interval {
  /** Epoch ms of its beginning, in UTC; weeks begin on Mondays. */
  from: number;
  courses: Course[];
}

const day = 86_400_000;

/** The longest period that is shown by each step, in ms, so that there are not too many of them. */
const longest: [Step, number][] = [
  ['day', 15 * day],
  ['week', 372 * day],
  ['month', 3_660 * day],
];

/** Real incidents by the time they were opened; every step of the period from one instant to another, epoch ms. */
export function overTime(
  courses: readonly Course[],
  from: number,
  to: number,
): { step: Step; intervals: Interval[] } {
  const step = longest.find(([, ms]) => to - from <= ms)?.[0] ?? 'year';
  const live = courses.filter(({ mode }) => mode === 'live');
  const opened = Map.groupBy(live, ({ openedAt }) => beginOf(step, Date.parse(openedAt)));
  const intervals: Interval[] = [];
  for (let at = beginOf(step, from); at < to; at = nextOf(step, at)) {
    intervals.push({ from: at, courses: opened.get(at) ?? [] });
  }
  return { step, intervals };
}

function beginOf(step: Step, at: number): number {
  const date = new Date(at);
  const [year, month, dayOfMonth] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (step) {
    case 'year':
      return Date.UTC(year);
    case 'month':
      return Date.UTC(year, month);
    case 'week':
      return Date.UTC(year, month, dayOfMonth - ((date.getUTCDay() + 6) % 7));
    case 'day':
      return Date.UTC(year, month, dayOfMonth);
  }
}

function nextOf(step: Step, at: number): number {
  const date = new Date(at);
  if (step === 'year') return Date.UTC(date.getUTCFullYear() + 1);
  if (step === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
  return at + (step === 'week' ? 7 : 1) * day;
}
