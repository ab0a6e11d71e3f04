import { timeSpent } from '../../archive/spent.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import { actorName } from '../../workflows/contract/people.ts';
import { impactText, sentence } from '../../workflows/contract/sentences.ts';
import type { Fact, NoteKind } from '../../workflows/contract/timeline.ts';
import { attempts } from './attempts.ts';
import { bullets, code, table, text } from './markdown.ts';
import { between, day, lasting, relative } from './times.ts';

const shownRows = 5;
const toBeWritten = '_To be written._';

// The list of document 004.
const actionItems = [
  'Fix root cause',
  'Update monitoring',
  'Update runbooks',
  'Improve alerting',
  'Update documentation',
];

type Of<K extends Fact['kind']> = Extract<Fact, { kind: K }>;

/** The post-mortem of an incident, made of its timeline. Markdown, ready for a wiki; people's text is escaped. */
export function postMortem(record: IncidentRecord): string {
  const sections: [string, string][] = [
    ['What happened', timeline(record)],
    ['Detection', detection(record)],
    ['Findings at the start', findings(record)],
    ['What was tried and what it did', attempts(record)],
    ['Where the time went', spending(record)],
    ['Impact', impact(record)],
    ['Root cause', noted(record, 'cause')],
    ['Action items', actions(record)],
    ...(record.assumed.length > 0 ? [['Assumed', assumptions(record)] as [string, string]] : []),
  ];
  return [
    `# Post-mortem ${record.incident}: ${text(record.summary)}`,
    summary(record),
    ...sections.map(([title, body]) => `## ${title}\n\n${body}`),
    '---',
    `Written by Mayday from the timeline of ${code(record.workflowId)}, key id ${code(record.keyId)}. ` +
      'The record and the replayable history lie beside this file.\n',
  ].join('\n\n');
}

function summary(record: IncidentRecord): string {
  const opened = first(record, 'opened');
  const rows: [string, string][] = [
    ['System', `${text(record.systemTitle)} (${code(record.system)})`],
    ['Runbook', `${text(record.runbookTitle)} (${code(record.runbook)})`],
    [
      'Severity',
      record.label === record.severity ? record.severity : `${text(record.label)} (${record.severity})`,
    ],
    ...(record.mode === 'live' ? [] : [['Mode', `${record.mode}: nothing was changed`] as [string, string]]),
    ['Opened', `${day(record.openedAt)} UTC${opened ? ` by ${text(actorName(opened.fact.by))}` : ''}`],
    ['Acknowledged', acknowledged(record)],
    ['Response target', responseTarget(record)],
    ['Ended', ended(record)],
  ];
  return table(
    ['', ''],
    rows.map(([name, value]) => [`**${name}**`, value]),
  );
}

function acknowledged(record: IncidentRecord): string {
  if (!record.acknowledgedAt) return 'never';
  const by = record.acknowledgedBy ? ` by ${text(actorName(record.acknowledgedBy))}` : '';
  return `after ${lasting(between(record.openedAt, record.acknowledgedAt))}${by}`;
}

function responseTarget(record: IncidentRecord): string {
  const missed = first(record, 'response missed');
  if (missed) return `missed: it was ${lasting(between(record.openedAt, missed.fact.due))}`;
  return record.acknowledgedAt ? 'met' : 'nobody acknowledged, but the incident ended before the target';
}

function ended(record: IncidentRecord): string {
  if (!record.endedAt) return `not yet: ${text(record.phase)}`;
  const how = record.timeline.findLast(
    ({ fact }) => fact.kind === 'resolved' || fact.kind === 'cancelled' || fact.kind === 'failed',
  );
  const says = how ? `: ${text(sentence(how.fact))}` : '';
  return `${text(record.phase)} after ${lasting(between(record.openedAt, record.endedAt))}${says}`;
}

function timeline(record: IncidentRecord): string {
  const oneDay = new Set(record.timeline.map(({ at }) => day(at).slice(0, 10))).size <= 1;
  const rows = record.timeline.map(({ at, fact }) => [
    oneDay ? day(at).slice(11) : day(at),
    relative(between(record.openedAt, at)),
    text(fact.kind === 'checked' ? checked(fact) : sentence(fact)),
  ]);
  return table(['UTC', 'After', 'What'], rows);
}

/** What the checks said is told once, with the findings; here only what was not well. */
function checked({ round, findings }: Of<'checked'>): string {
  const counts = (['sick', 'unknown', 'well'] as const).flatMap((verdict) => {
    const count = findings.filter((finding) => finding.verdict === verdict).length;
    return count > 0 ? [`${count} ${verdict}`] : [];
  });
  const sick = findings.filter((finding) => finding.verdict === 'sick').map((finding) => finding.says);
  return `Checked (round ${round}): ${counts.join(', ')}. ${sick.join(' ')}`;
}

function detection(record: IncidentRecord): string {
  const opened = first(record, 'opened');
  const alerts = record.timeline.flatMap(({ fact }) => (fact.kind === 'alerts' ? [fact] : []));
  const seen = new Map(alerts.flatMap((fact) => fact.firing).map((alert) => [alert.fingerprint, alert]));
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

function findings(record: IncidentRecord): string {
  const start = first(record, 'checked');
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

function spending(record: IncidentRecord): string {
  const spent = timeSpent(record);
  const rows = [
    ['Waiting for a decision on a plan', spent['a decision']],
    ['Waiting for people to find a way on', spent.people],
    ['Watching for stability', spent.stability],
    ['Mayday at work', spent.work],
  ] as const;
  const total = rows.reduce((sum, [, ms]) => sum + ms, 0);
  return table(
    ['', 'Time', 'Share'],
    rows.map(([what, ms]) => [what, lasting(ms), total > 0 ? `${Math.round((100 * ms) / total)} %` : '–']),
  );
}

/** What people noted of a kind: said as such, or with a prefix such as "cause: …". */
function notes(record: IncidentRecord, kind: NoteKind): string[] {
  const prefix = new RegExp(`^${kind}:\\s*`, 'i');
  return record.timeline.flatMap(({ fact }) =>
    fact.kind === 'noted' && (fact.as === kind || prefix.test(fact.text))
      ? [`${text(fact.text.replace(prefix, ''))} – ${text(actorName(fact.by))}`]
      : [],
  );
}

function impact(record: IncidentRecord): string {
  const counted = record.impact ? [text(impactText(record.impact))] : [];
  const found = [...counted, ...notes(record, 'impact')];
  return found.length > 0 ? bullets(found) : toBeWritten;
}

function noted(record: IncidentRecord, kind: NoteKind): string {
  const found = notes(record, kind);
  return found.length > 0 ? bullets(found) : toBeWritten;
}

function actions(record: IncidentRecord): string {
  return bullets([...notes(record, 'action'), ...actionItems].map((item) => `[ ] ${item}`));
}

function assumptions(record: IncidentRecord): string {
  return `No document says these; Mayday assumed them:\n\n${bullets(record.assumed.map(text))}`;
}

function first<K extends Fact['kind']>(
  record: IncidentRecord,
  kind: K,
): { at: string; fact: Of<K> } | undefined {
  return record.timeline.find((entry): entry is typeof entry & { fact: Of<K> } => entry.fact.kind === kind);
}
