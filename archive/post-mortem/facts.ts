import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import { actorName } from '../../workflows/contract/people.ts';
import { sentence } from '../../workflows/contract/sentences.ts';
import { resolutionKept, responseKept } from '../kept.ts';
import { entriesOf } from './entries.ts';
import { code, table, text } from './markdown.ts';
import { between, day, lasting } from './times.ts';

/** What an incident was, in a table: system, severity, times, targets. Markdown. */
export function factTable(record: IncidentRecord): string {
  const [opened] = entriesOf(record, 'opened');
  const rows: [string, string][] = [
    ['System', `${text(record.systemTitle)} (${code(record.system)})`],
    ['Runbook', `${text(record.runbookTitle)} (${code(record.runbook)})`],
    ['Severity', severity(record)],
    ...(record.mode === 'live' ? [] : [['Mode', `${record.mode}: nothing was changed`] as [string, string]]),
    ['Opened', `${day(record.openedAt)} UTC${opened ? ` by ${text(actorName(opened.fact.by))}` : ''}`],
    ['Acknowledged', acknowledgedAfter(record)],
    ['Response target', responseTarget(record)],
    ['Resolution target', resolutionTarget(record)],
    ['Ended', endedHow(record)],
    ...(record.ticket ? [['Ticket', text(record.ticket)] as [string, string]] : []),
  ];
  return table(
    ['', ''],
    rows.map(([name, value]) => [`**${name}**`, value]),
  );
}

/** `Critical (P0)` */
export function severity({ label, severity }: IncidentRecord): string {
  return label === severity ? severity : `${text(label)} (${severity})`;
}

/** `after 40 s by alice (cli)` or `never`. Markdown. */
export function acknowledgedAfter(record: IncidentRecord): string {
  if (!record.acknowledgedAt) return 'never';
  const by = record.acknowledgedBy ? ` by ${text(actorName(record.acknowledgedBy))}` : '';
  return `after ${lasting(between(record.openedAt, record.acknowledgedAt))}${by}`;
}

function responseTarget(record: IncidentRecord): string {
  if (isRunning(record, 'response missed') && !record.acknowledgedAt) {
    return record.targets
      ? `not over yet: it is ${lasting(between(record.openedAt, record.targets.response))}`
      : 'not over yet';
  }
  const kept = responseKept(record);
  if (!kept) return 'nobody acknowledged, but the incident ended before the target';
  const due = record.targets?.response ?? entriesOf(record, 'response missed')[0]?.fact.due;
  const nobody = kept === 'met' && !record.acknowledgedAt ? '; nobody acknowledged, but it ended before' : '';
  return `${kept}${due ? `: ${length(record, due)}${assumed(record, 'response')}` : ''}${nobody}`;
}

function resolutionTarget(record: IncidentRecord): string {
  const { targets } = record;
  const kept = resolutionKept(record);
  if (!targets) return kept ?? 'not known';
  if (!targets.resolution) return 'none: the file promises none';
  if (!record.endedAt) {
    const so = isRunning(record, 'resolution missed') ? 'not over yet' : 'missed';
    return `${so}: it is ${lasting(between(record.openedAt, targets.resolution))}`;
  }
  return `${kept ?? 'neither met nor missed, it ended otherwise'}: ${length(record, targets.resolution)}`;
}

/** The incident goes on, and has not missed that target. */
function isRunning(record: IncidentRecord, missed: 'response missed' | 'resolution missed'): boolean {
  return !record.endedAt && entriesOf(record, missed).length === 0;
}

function length({ openedAt }: IncidentRecord, due: string): string {
  return `it was ${lasting(between(openedAt, due))}`;
}

/** Whether the record says that a term of its severity is Mayday's and not the file's. */
function assumed(record: IncidentRecord, term: string): string {
  const start = `${record.severity}: the file does not say, so `;
  const says = record.assumed.find((sentence) => sentence.startsWith(start))?.slice(start.length);
  return says?.split(', ').some((part) => part.startsWith(`${term} `)) ? ' (assumed)' : '';
}

/** How it ended and after how long. Markdown. */
export function endedHow(record: IncidentRecord): string {
  if (!record.endedAt) return `not yet: ${text(record.phase)}`;
  const how = record.timeline.findLast(({ fact }) =>
    ['resolved', 'cancelled', 'failed', 'dry run over'].includes(fact.kind),
  );
  const says = how ? `: ${text(sentence(how.fact))}` : '';
  return `${text(record.phase)} after ${lasting(between(record.openedAt, record.endedAt))}${says}`;
}
