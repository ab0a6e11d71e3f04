import type { Measures, Met, Report, Row, Times } from '../../../archive/measures.ts';
import type { Look } from '../screen.ts';
import { table } from './table.ts';
import { span } from './times.ts';

const header = [
  ['SYSTEM', 'SEVERITY', 'RUNBOOK', 'COUNT', 'MTTA', '(median)', 'MTTR', '(median)'],
  ['RESPONSE', 'RESOLUTION', 'PEOPLE', 'MACHINE', 'ALSO'],
].flat();

/** The report as a table; times are means, medians beside them. */
export function reportText({ rows, total }: Report, { paint }: Look): string {
  const lines = rows.map((row) => [row.system, row.label, row.runbook, ...cells(row)]);
  const all = rows.length > 1 ? [['all', '', '', ...cells(total)]] : [];
  return [
    table([header.map((name) => paint('dim', name)), ...lines, ...all]),
    paint(
      'dim',
      'RESPONSE, RESOLUTION: targets met of those there were. PEOPLE, MACHINE: time waited on people, and Mayday at work or watching, in all.',
    ),
  ].join('\n');
}

function cells(measures: Measures): string[] {
  const { incidents, acknowledged, resolved, response, resolution, people, machine } = measures;
  return [
    String(incidents),
    ...timesText(acknowledged),
    ...timesText(resolved),
    metText(response),
    metText(resolution),
    span(people),
    span(machine),
    apart(measures),
  ];
}

function timesText({ mean, median }: Times): string[] {
  return [mean, median].map((ms) => (ms === null ? '–' : span(ms)));
}

function metText({ met, of }: Met): string {
  return of === 0 ? '–' : `${met} of ${of}`;
}

function apart({ notResolved, falseAlarms, duplicates }: Measures): string {
  return [
    [notResolved, 'not resolved', 'not resolved'],
    [falseAlarms, 'false alarm', 'false alarms'],
    [duplicates, 'duplicate', 'duplicates'],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`)
    .join(', ');
}

const columns: [string, (row: Row) => string | number | null][] = [
  ['system', ({ system }) => system],
  ['severity', ({ severity }) => severity],
  ['label', ({ label }) => label],
  ['runbook', ({ runbook }) => runbook],
  ['incidents', ({ incidents }) => incidents],
  ['not_resolved', ({ notResolved }) => notResolved],
  ['false_alarms', ({ falseAlarms }) => falseAlarms],
  ['duplicates', ({ duplicates }) => duplicates],
  ['acknowledged', ({ acknowledged }) => acknowledged.count],
  ['acknowledged_mean_s', ({ acknowledged }) => seconds(acknowledged.mean)],
  ['acknowledged_median_s', ({ acknowledged }) => seconds(acknowledged.median)],
  ['resolved', ({ resolved }) => resolved.count],
  ['resolved_mean_s', ({ resolved }) => seconds(resolved.mean)],
  ['resolved_median_s', ({ resolved }) => seconds(resolved.median)],
  ['response_met', ({ response }) => response.met],
  ['response_of', ({ response }) => response.of],
  ['resolution_met', ({ resolution }) => resolution.met],
  ['resolution_of', ({ resolution }) => resolution.of],
  ['people_s', ({ people }) => seconds(people)],
  ['machine_s', ({ machine }) => seconds(machine)],
];

/** The rows as CSV (RFC 4180), times in seconds, an empty field where there is none. */
export function reportCsv({ rows }: Report): string {
  return [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, value]) => field(value(row))))]
    .map((fields) => fields.join(','))
    .join('\r\n');
}

function field(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / 100) / 10;
}
