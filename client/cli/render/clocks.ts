import type { Clock } from '../../../workflows/contract/incident.ts';
import type { Look } from '../screen.ts';
import { table } from './table.ts';
import { relative } from './times.ts';

/** What fires next, soonest first: when, what then, and whom it reaches. */
export function clocksText(clocks: readonly Clock[], { now, paint }: Look, indent = ''): string {
  if (clocks.length === 0) return `${indent}no clock runs`;
  const rows = clocks
    .toSorted((a, b) => Date.parse(a.due) - Date.parse(b.due))
    .map((clock) => [
      clock.name,
      paint('yellow', relative(clock.due, now)),
      clock.reaches.length > 0 ? `${clock.fires} → ${clock.reaches.join(', ')}` : clock.fires,
    ]);
  return table(rows, indent);
}
