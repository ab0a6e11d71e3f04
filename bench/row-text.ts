import type { Figures, Row } from './measure.ts';
import { exact, reaches, type Target } from './statistics.ts';

/** A row in one line. */
export function rowText(row: Row): string {
  const sides = [
    row.mayday && `Mayday ${figuresText(row.mayday)}`,
    row.bare && `bare ${figuresText(row.bare)}`,
  ];
  const target = row.target && `${targetText(row.target, row.unit)}: ${metText(row)}`;
  return [`${row.name}: ${valueText(row)}`, ...sides, target].filter(Boolean).join('; ');
}

/** `1.21× (1.18–1.25)` */
export function valueText({ value: { estimate, low, high }, unit }: Row): string {
  const text = withUnit(estimate, unit);
  return low === high ? text : `${text} (${short(low)}–${short(high)})`;
}

/** `4.1 ms, p99 9.8 ms` */
export function figuresText({ unit, p50, p99 }: Figures): string {
  const middle = withUnit(p50, unit);
  return p99 === undefined ? middle : `${middle}, p99 ${withUnit(p99, unit)}`;
}

/** `≤ 1.3×` */
export function targetText(target: Target, unit: string): string {
  if ('atMost' in target) return `≤ ${withUnit(target.atMost, unit)}`;
  if ('atLeast' in target) return `≥ ${withUnit(target.atLeast, unit)}`;
  return `= ${withUnit(target.exactly, unit)}`;
}

/** Empty without a target. Its interval decides; where the estimate alone would say otherwise, that is said. */
export function metText({ value, target }: Row): string {
  if (!target) return '';
  if (!reaches(value, target)) return 'not met';
  return reaches(exact(value.estimate), target) ? 'met' : 'met within its interval, missed by the estimate';
}

function withUnit(value: number, unit: string): string {
  return unit === '' || unit === '×' ? `${short(value)}${unit}` : `${short(value)} ${unit}`;
}

/** Three digits that count; whole numbers whole. */
function short(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return `${Math.round(value)}`;
  return `${Number(value.toPrecision(3))}`;
}
