import type { Report, Row } from './measures.ts';

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

/** What a spreadsheet would take for a formula is marked as text. */
function field(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / 100) / 10;
}
