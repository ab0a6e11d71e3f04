import { html } from 'ghtml';
import { type Measures, measuresOf, type Times } from '../../../archive/measures.ts';
import type { Interval, Step } from '../../../archive/over-time.ts';
import { span } from '../../times.ts';
import { figure, place, width } from './figure.ts';
import { nameOf } from './incidents-chart.ts';
import { axisNames, intervalName } from './interval-names.ts';

const [top, bottom, left, right] = [10, 140, 58, 10];
const second = 1_000;
/** Whole lengths of time that a scale is marked with, in s. */
const marks = [10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400, 259_200, 604_800];

/** How long it took until somebody acknowledged, or until it was resolved: mean and median of each interval. */
export function timesChart(
  which: 'acknowledged' | 'resolved',
  step: Step,
  intervals: readonly Interval[],
): string {
  const times = intervals.map(({ courses }): Times => (measuresOf(courses) satisfies Measures)[which]);
  const longest = Math.max(second, ...times.flatMap(({ mean, median }) => [mean ?? 0, median ?? 0]));
  const mark = markOf(longest);
  const highest = Math.ceil(longest / mark) * mark;
  const room = (width - left - right) / intervals.length;
  const xOf = (i: number) => left + (i + 0.5) * room;
  const yOf = (ms: number) => bottom - (ms / highest) * (bottom - top);
  const lines = Array.from({ length: Math.round(highest / mark) + 1 }, (_, i) => i * mark).map(
    (ms) =>
      html`<line class="grid" x1="${left}" x2="${width - right}" y1="${place(yOf(ms))}" y2="${place(yOf(ms))}"/><text x="${left - 4}" y="${place(yOf(ms) + 4)}" text-anchor="end">${span(ms)}</text>`,
  );
  const path = (of: 'mean' | 'median') =>
    runs(times.map((each) => each[of])).map(
      (points) =>
        html`<polyline class="${of === 'mean' ? 'line-1' : 'line-2 dashed'}" points="${points.map(({ i, ms }) => `${place(xOf(i))},${place(yOf(ms))}`).join(' ')}"/>!${points.map(({ i, ms }) => marker(of, xOf(i), yOf(ms)))}`,
    );
  const known = times.flatMap(({ count }, i) => (count > 0 ? [i] : []));
  const what = which === 'acknowledged' ? 'acknowledge' : 'resolve';
  return figure({
    id: `chart-${which}`,
    title: `Time to ${what}, per ${step}`,
    says:
      known.length === 0
        ? `Nothing was ${which} in this time.`
        : `Mean and median time to ${what} per ${step}; the longest is ${span(longest)}. ${known.length} of ${intervals.length} have one.`,
    height: bottom + 40,
    drawing: [
      ...lines,
      ...path('mean'),
      ...path('median'),
      ...axisNames(
        step,
        intervals,
        (i) => (i === intervals.length - 1 ? width - right : xOf(i)),
        bottom + 16,
      ),
      legend,
    ].join(''),
    head: [nameOf(step), 'Mean', 'Median', 'Counted'],
    rows: intervals.map((each, i) => {
      const { mean, median, count } = times[i] ?? { mean: null, median: null, count: 0 };
      return [
        intervalName(step, each),
        ...[mean, median].map((ms) => (ms === null ? '–' : span(ms))),
        String(count),
      ];
    }),
  });
}

const legend = html`<line class="line-1" x1="${left}" x2="${left + 24}" y1="${bottom + 30}" y2="${bottom + 30}"/>!${marker('mean', left + 12, bottom + 30)}<text x="${left + 30}" y="${bottom + 34}">mean</text><line class="line-2 dashed" x1="${left + 90}" x2="${left + 114}" y1="${bottom + 30}" y2="${bottom + 30}"/>!${marker('median', left + 102, bottom + 30)}<text x="${left + 120}" y="${bottom + 34}">median</text>`;

function marker(of: 'mean' | 'median', x: number, y: number): string {
  return of === 'mean'
    ? html`<circle class="fill-1" cx="${place(x)}" cy="${place(y)}" r="3.5"/>`
    : html`<rect class="fill-2" x="${place(x - 3)}" y="${place(y - 3)}" width="6" height="6"/>`;
}

/** What follows each other without a gap. */
function runs(values: readonly (number | null)[]): { i: number; ms: number }[][] {
  const all: { i: number; ms: number }[][] = [];
  for (const [i, ms] of values.entries()) {
    if (ms === null) continue;
    const last = all.at(-1);
    if (last?.at(-1)?.i === i - 1) last.push({ i, ms });
    else all.push([{ i, ms }]);
  }
  return all;
}

/** ms between the lines of a scale: four at most. */
function markOf(longest: number): number {
  const ms = marks.map((s) => s * second).find((each) => longest / each <= 4);
  return ms ?? Math.ceil(longest / (4 * 604_800 * second)) * 604_800 * second;
}
