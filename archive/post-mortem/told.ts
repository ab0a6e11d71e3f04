import type { Finding } from '../../workflows/contract/findings.ts';
import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import { actorName } from '../../workflows/contract/people.ts';
import { sentence } from '../../workflows/contract/sentences.ts';
import { timeShares } from '../spent.ts';
import { entriesOf, type Of } from './entries.ts';
import { bullets, code, table, text } from './markdown.ts';
import { between, day, lasting, relative } from './times.ts';

const shownRows = 5;

/** Everything that happened, line by line. Markdown, as all below. */
export function timeline(record: IncidentRecord): string {
  const oneDay = new Set(record.timeline.map(({ at }) => day(at).slice(0, 10))).size <= 1;
  const rows = record.timeline.map(({ at, fact }) => [
    oneDay ? day(at).slice(11) : day(at),
    relative(between(record.openedAt, at)),
    text(fact.kind === 'checked' || fact.kind === 'verified' ? asked(fact) : sentence(fact)),
  ]);
  return table(['UTC', 'After', 'What'], rows);
}

/** What the checks said is told once, with the findings; here only what was not well. */
function asked(fact: Of<'checked' | 'verified'>): string {
  const { findings } = fact;
  const counts = (['sick', 'unknown', 'well'] as const).flatMap((verdict) => {
    const count = findings.filter((finding) => finding.verdict === verdict).length;
    return count > 0 ? [`${count} ${verdict}`] : [];
  });
  const sick = findings.filter((finding) => finding.verdict === 'sick').map((finding) => finding.says);
  if (counts.length === 0) return sentence(fact);
  const what = fact.kind === 'checked' ? `Checked (round ${fact.round})` : `Verification of ${fact.what}`;
  return `${what}: ${counts.join(', ')}. ${sick.join(' ')}`;
}

/** How it came to be known, alert by alert. */
export function detection(record: IncidentRecord): string {
  const [opened] = entriesOf(record, 'opened');
  const alerts = entriesOf(record, 'alerts').map(({ fact }) => fact);
  const heard = alerts.flatMap(({ firing, late = [] }) => [...firing, ...late]);
  const seen = new Map(heard.map((alert) => [alert.fingerprint, alert]));
  const lines = [...seen.values()].map((alert) => {
    const lead = between(alert.startsAt, record.openedAt);
    const when = Number.isNaN(lead)
      ? ''
      : `, firing since ${day(alert.startsAt)} UTC (${sinceOpening(lead)})`;
    return `Alert **${text(alert.name)}**${alert.summary ? `: ${text(alert.summary)}` : ''}${when}`;
  });
  const repeated = alerts.reduce((sum, fact) => sum + fact.repeated, 0);
  return bullets([
    opened ? `Opened by ${text(actorName(opened.fact.by))}` : 'Nobody knows who opened it',
    ...lines,
    ...(repeated > 0 ? [`${repeated} repeated deliveries`] : []),
  ]);
}

function sinceOpening(lead: number): string {
  return lead >= 0
    ? `${lasting(lead)} before the incident opened`
    : `${lasting(-lead)} after the incident opened`;
}

/** What the first checks said, with evidence of what was sick. */
export function findings(record: IncidentRecord): string {
  const [start] = entriesOf(record, 'checked');
  if (!start) return 'No check was run.';
  const list = start.fact.findings;
  const rows = list.map((finding) => [code(finding.check), finding.verdict, text(finding.says)]);
  const evidence = list.filter((finding) => finding.verdict === 'sick').flatMap(evidenceOf);
  return [table(['Check', 'Verdict', 'It said'], rows), ...evidence].join('\n\n');
}

function evidenceOf({ check, evidence = [] }: Finding): string[] {
  const columns = [...new Set(evidence.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return [];
  const rows = evidence
    .slice(0, shownRows)
    .map((row) => columns.map((name) => text(String(row[name] ?? ''))));
  const more = evidence.length > shownRows ? `, ${evidence.length - shownRows} more rows in the record` : '';
  return [`Evidence of ${code(check)}${more}:`, table(columns.map(text), rows)];
}

/** What the time went into. */
export function spending(record: IncidentRecord): string {
  const rows = timeShares(record).map(({ what, ms, share }) => [what, lasting(ms), share]);
  return table(['', 'Time', 'Share'], rows);
}

/** What no document says. */
export function assumptions(record: IncidentRecord): string {
  return `No document says these; Mayday assumed them:\n\n${bullets(record.assumed.map(text))}`;
}
