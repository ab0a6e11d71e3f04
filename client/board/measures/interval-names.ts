import { html } from 'ghtml';
import type { Interval, Step } from '../../../archive/over-time.ts';
import { place } from './figure.ts';

/** `16 Nov` for a day or the week from there, `Nov 2026`, `2026`; in UTC. */
export function intervalName(step: Step, { from }: Interval): string {
  const parts = {
    day: { day: 'numeric', month: 'short' },
    week: { day: 'numeric', month: 'short' },
    month: { month: 'short', year: 'numeric' },
    year: { year: 'numeric' },
  } as const;
  return new Date(from).toLocaleDateString('en-GB', { ...parts[step], timeZone: 'UTC' });
}

/** Room for a name below a chart, in its units. */
const room = 58;

/** SVG: names below an axis, as many as fit; `xOf` is the middle of an interval. */
export function axisNames(
  step: Step,
  intervals: readonly Interval[],
  xOf: (index: number) => number,
  y: number,
): string[] {
  const each = Math.max(1, Math.ceil(room / Math.max(1, xOf(1) - xOf(0))));
  return intervals.flatMap((interval, i) => {
    // Counted from the newest, which is always named.
    if ((intervals.length - 1 - i) % each !== 0) return [];
    return html`<text x="${place(xOf(i))}" y="${y}" text-anchor="${i === intervals.length - 1 ? 'end' : 'middle'}">${intervalName(step, interval)}</text>`;
  });
}
