import type { Report } from '../../../archive/measures.ts';
import { measureCells } from '../../measures/cells.ts';
import type { Look } from '../screen.ts';
import { table } from './table.ts';

const header = [
  ['SYSTEM', 'SEVERITY', 'RUNBOOK', 'COUNT', 'MTTA', '(median)', 'MTTR', '(median)'],
  ['RESPONSE', 'RESOLUTION', 'PEOPLE', 'MACHINE', 'ALSO'],
].flat();

/** The report as a table; times are means, medians beside them. */
export function reportText({ rows, total }: Report, { paint }: Look): string {
  const lines = rows.map((row) => [row.system, row.label, row.runbook, ...measureCells(row)]);
  const all = rows.length > 1 ? [['all', '', '', ...measureCells(total)]] : [];
  return [
    table([header.map((name) => paint('dim', name)), ...lines, ...all]),
    paint(
      'dim',
      'RESPONSE, RESOLUTION: targets met of those there were. PEOPLE, MACHINE: time waited on people, and Mayday at work or watching, in all.',
    ),
  ].join('\n');
}
