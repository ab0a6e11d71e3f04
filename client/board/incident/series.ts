import type { Finding } from '../../../workflows/contract/findings.ts';
import type { TimelineEntry } from '../../../workflows/contract/timeline.ts';

/** What one check said at one time. */
export interface Reading {
  /** RFC 3339 */
  at: string;
  finding: Finding;
}

/** One number that a check gave again and again. */
export interface Series {
  /** `sessions of idle, shop`: the column, and the row it stands in. */
  name: string;
  /** Oldest first. */
  points: { at: string; value: number }[];
}

/** Numbers that name or count something and measure nothing. */
export const names = new Set(['pid', 'probe', 'status', 'port', 'offset', 'id', 'partition', 'revision']);
const mostOfOne = 4;
const mostPoints = 60;

/** All that a check has said, oldest first. */
export function readingsOf(timeline: readonly TimelineEntry[], check: string): Reading[] {
  return timeline.flatMap(({ at, fact }) => {
    const findings =
      fact.kind === 'checked' || fact.kind === 'verified'
        ? fact.findings
        : (fact.kind === 'well' || fact.kind === 'not well') && fact.finding
          ? [fact.finding]
          : [];
    return findings.filter((finding) => finding.check === check).map((finding) => ({ at, finding }));
  });
}

/** The numbers of a check that have changed over time, those that changed most first. */
export function seriesOf(readings: readonly Reading[]): Series[] {
  const found = new Map<string, Series>();
  for (const { at, finding } of readings)
    for (const [name, value] of valuesOf(finding)) {
      const series = found.get(name) ?? { name, points: [] };
      series.points.push({ at, value });
      found.set(name, series);
    }
  return [...found.values()]
    .map(({ name, points }) => ({ name, points: points.slice(-mostPoints) }))
    .filter(({ points }) => points.some(({ value }) => value !== points[0]?.value))
    .sort((a, b) => change(b) - change(a))
    .slice(0, mostOfOne);
}

/** By name; where rows differ in nothing but numbers, as the probes of a health check do, the greatest counts. */
function valuesOf({ evidence = [] }: Finding): Map<string, number> {
  const values = new Map<string, number>();
  for (const row of evidence) {
    const cells = Object.entries(row);
    const of = cells.flatMap(([, cell]) => (typeof cell === 'string' ? [cell] : [])).join(', ');
    for (const [column, value] of cells) {
      if (typeof value !== 'number' || !Number.isFinite(value) || names.has(column)) continue;
      const name = of === '' ? column : `${column} of ${of.slice(0, 80)}`;
      values.set(name, Math.max(values.get(name) ?? value, value));
    }
  }
  return values;
}

function change({ points }: Series): number {
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return (most - least) / (Math.max(Math.abs(least), Math.abs(most)) || 1);
}
