import { html } from 'ghtml';
import { measuresOf } from '../../../archive/measures.ts';
import type { Interval, Step } from '../../../archive/over-time.ts';
import { type Severity, severities } from '../../../workflows/contract/profile.ts';
import { figure, place, width } from './figure.ts';
import { axisNames, intervalName } from './interval-names.ts';

const left = 34;
const lane = 38;

/** How many incidents there were, a lane of bars for each severity. */
export function incidentsChart(step: Step, intervals: readonly Interval[]): string {
  const counts = severities.map((severity) => intervals.map((each) => countOf(each, severity)));
  const most = Math.max(1, ...counts.flat());
  const room = (width - left) / intervals.length;
  const bar = (count: number, i: number, severity: Severity, base: number) => {
    const height = (count / most) * (lane - 12);
    const x = left + i * room;
    const shown = room >= 14 || intervals.length === 1;
    return html`<rect class="fill-${severity.toLowerCase()}" x="${place(x + room * 0.12)}" y="${place(base - height)}" width="${place(room * 0.76)}" height="${place(height)}"/>!${shown ? html`<text x="${place(x + room / 2)}" y="${place(base - height - 2)}" text-anchor="middle" class="count">${count}</text>` : ''}`;
  };
  const lanes = severities.map((severity, n) => {
    const base = (n + 1) * lane;
    const bars = (counts[n] ?? []).flatMap((count, i) => (count > 0 ? bar(count, i, severity, base) : []));
    return html`<text x="0" y="${base - 4}">${severity}</text><line class="axis" x1="${left}" x2="${width}" y1="${base}" y2="${base}"/>!${bars}`;
  });
  const xOf = (i: number) => (i === intervals.length - 1 ? width : left + (i + 0.5) * room);
  const base = severities.length * lane;
  const sums = severities.map((severity, n) => `${severity} ${(counts[n] ?? []).reduce((a, b) => a + b, 0)}`);
  return figure({
    id: 'chart-incidents',
    title: `Incidents per ${step}, by severity`,
    says: `Bars of the incidents per ${step}. In all: ${sums.join(', ')}. At most ${most} of one severity in a ${step}.`,
    height: base + 18,
    drawing: [...lanes, ...axisNames(step, intervals, xOf, base + 14)].join(''),
    head: [nameOf(step), ...severities],
    rows: intervals.map((each) => [
      intervalName(step, each),
      ...severities.map((severity) => String(countOf(each, severity))),
    ]),
  });
}

/** What the first column of a chart's numbers is called. */
export function nameOf(step: Step): string {
  return step === 'week' ? 'Week from' : `${step[0]?.toUpperCase()}${step.slice(1)}`;
}

function countOf({ courses }: Interval, severity: Severity): number {
  return measuresOf(courses.filter((course) => course.severity === severity)).incidents;
}
