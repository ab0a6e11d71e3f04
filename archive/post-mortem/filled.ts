import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import { actorName } from '../../workflows/contract/people.ts';
import { impactText, sentence } from '../../workflows/contract/sentences.ts';
import type { NoteKind } from '../../workflows/contract/timeline.ts';
import { entriesOf, notesOf } from './entries.ts';
import { acknowledgedAfter, endedHow, severity } from './facts.ts';
import { bullets, text } from './markdown.ts';
import type { Template } from './template.ts';
import { between, day, lasting } from './times.ts';
import { timeline } from './told.ts';

/** Markdown that stands in a line, or below a heading of its own; undefined where Mayday does not know. */
export type Filled = { line: string } | { block: string } | undefined;

interface Told {
  record: IncidentRecord;
  followUps: Template['followUps'];
}

/** What a document's words for a part of a post-mortem ask for; the first that fits counts. */
const meanings: [RegExp, (told: Told) => Filled][] = [
  [/\bdetect|\balert\b/, ({ record }) => line(detected(record))],
  [/\backnowledge/, ({ record }) => line(acknowledged(record))],
  [/\bresolution time|\bresolved\b|\bended\b/, ({ record }) => line(ended(record))],
  [/\bcause (was )?(found|identified|known)/, ({ record }) => line(causeFound(record))],
  [/\b(fix|change)\b.*\b(deployed|applied|made)\b/, ({ record }) => line(fixed(record))],
  [/\bverified\b|\bseen to work\b/, ({ record }) => line(verified(record))],
  [/\bkey events\b|^timeline\b/, ({ record }) => ({ block: timeline(record) })],
  [/\baction items?\b/, ({ record, followUps }) => block(actionItems(record, followUps))],
  [/\b(root|primary) cause\b/, ({ record }) => block(notes(record, 'cause'))],
  [/^date\b|^when\b/, ({ record }) => line(opened(record))],
  [/^severity\b/, ({ record }) => line(severity(record))],
  [/^duration\b|^how long\b/, ({ record }) => line(duration(record))],
  [/\bowner\b|\bcommander\b/, ({ record }) => line(owner(record))],
  [/\b(didn.t|did not) (work|help)\b/, ({ record }) => block(plans(record, didNotHelp))],
  [/\bwhat (worked|helped)\b/, ({ record }) => block(plans(record, helped))],
  [/\bsteps taken\b|\bwhat was done\b|^resolution\b/, ({ record }) => block(steps(record))],
  [/\bwhat failed\b/, ({ record }) => block(whatFailed(record))],
  [/\bcustomers\b|\btickets\b|\bcomplaints\b/, ({ record }) => count(record.impact?.tickets, 'ticket')],
  [/\busers\b/, ({ record }) => count(record.impact?.users, 'user')],
  [/\brevenue\b/, ({ record }) => line(record.impact?.revenue && text(record.impact.revenue))],
  [/\bimpact\b/, ({ record }) => block(impact(record))],
  [/\bwhat happened\b|\bsummary\b/, ({ record }) => line(text(record.summary))],
];

/** What Mayday knows of a part of a post-mortem, by the words of its title. */
export function filled(title: string, told: Told): Filled {
  const [, fill] = meanings.find(([words]) => words.test(title.toLowerCase())) ?? [];
  return fill?.(told);
}

/** What people are to do: what they noted, then the checklists of the file, with their times. Markdown items. */
export function actionItems(record: IncidentRecord, followUps: Template['followUps']): string[] {
  const listed = followUps.map(({ list, title, due, assumed }) => {
    const by = `${day(due).slice(0, 16)} UTC${assumed ? ' (assumed)' : ''}`;
    return `${text(list)}: ${text(title)}, by ${by}`;
  });
  return [...notes(record, 'action'), ...listed].map((item) => `[ ] ${item}`);
}

/** What people said of the impact. Markdown items. */
export function impact(record: IncidentRecord): string[] {
  return [...(record.impact ? [text(impactText(record.impact))] : []), ...notes(record, 'impact')];
}

export function notes(record: IncidentRecord, kind: NoteKind): string[] {
  return notesOf(record, kind).map(({ says }) => says);
}

function line(says: string | undefined): Filled {
  return says ? { line: says } : undefined;
}

function block(items: string[]): Filled {
  return items.length > 0 ? { block: bullets(items) } : undefined;
}

function count(number: number | undefined, what: string): Filled {
  return number === undefined ? undefined : { line: `${number} ${what}${number === 1 ? '' : 's'}` };
}

function utc(at: string): string {
  return `${day(at)} UTC`;
}

function detected(record: IncidentRecord): string {
  const alerts = entriesOf(record, 'alerts').flatMap(({ fact }) => fact.firing);
  const timed = alerts.filter(({ startsAt }) => !Number.isNaN(Date.parse(startsAt)));
  const [first] = timed.toSorted((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
  if (!first) return opened(record);
  const lead = between(first.startsAt, record.openedAt);
  const later = lead > 0 ? `, the incident opened ${lasting(lead)} later` : '';
  return `${utc(first.startsAt)}: alert ${text(first.name)}${later}`;
}

function opened(record: IncidentRecord): string {
  const [entry] = entriesOf(record, 'opened');
  return `${utc(record.openedAt)}${entry ? `, opened by ${text(actorName(entry.fact.by))}` : ''}`;
}

function acknowledged(record: IncidentRecord): string {
  const { acknowledgedAt } = record;
  return `${acknowledgedAt ? `${utc(acknowledgedAt)}, ` : ''}${acknowledgedAfter(record)}`;
}

function ended(record: IncidentRecord): string | undefined {
  return record.endedAt && `${utc(record.endedAt)}, ${endedHow(record)}`;
}

function duration({ openedAt, endedAt }: IncidentRecord): string | undefined {
  return endedAt && lasting(between(openedAt, endedAt));
}

function owner({ commander, acknowledgedBy }: IncidentRecord): string | undefined {
  if (commander) return `${text(commander)}, incident commander`;
  return acknowledgedBy && `${text(actorName(acknowledgedBy))}, who acknowledged`;
}

function causeFound(record: IncidentRecord): string | undefined {
  const [first] = notesOf(record, 'cause');
  return first && `${utc(first.at)}: ${first.says}`;
}

/** The last change that helped, else the last one that was made. */
function fixed(record: IncidentRecord): string | undefined {
  const made = entriesOf(record, 'applied');
  const helpful = new Set(entriesOf(record, 'improved').map(({ fact }) => fact.plan));
  const last = made.findLast(({ fact }) => helpful.has(fact.plan)) ?? made.at(-1);
  return last && `${utc(last.at)}: ${titleOf(record, last.fact.plan)}`;
}

function verified(record: IncidentRecord): string | undefined {
  const last = entriesOf(record, 'well').at(-1);
  return last && `${utc(last.at)}: ${text(last.fact.says)}`;
}

function titleOf(record: IncidentRecord, plan: number): string {
  const planned = entriesOf(record, 'planned').find(({ fact }) => fact.plan.id === plan);
  return planned ? `plan ${plan}, ${text(planned.fact.plan.title)}` : `plan ${plan}`;
}

const helped = ['improved'] as const;
const didNotHelp = ['not rolled out', 'not improved', 'apply refused', 'outcome unknown'] as const;
const decisive: readonly string[] = [
  ...helped,
  ...didNotHelp,
  'applied',
  'rejected',
  'approval expired',
  'plan withdrawn',
];

/** Plans of which a kind of thing became known, with what was said. */
function plans(
  record: IncidentRecord,
  kinds: readonly (typeof helped | typeof didNotHelp)[number][],
): string[] {
  return record.timeline.flatMap(({ fact }) =>
    'plan' in fact && typeof fact.plan === 'number' && kinds.some((kind) => kind === fact.kind)
      ? [`${titleOf(record, fact.plan)}: ${text(sentence(fact))}`]
      : [],
  );
}

/** What was tried, with the last that is known of each, what people ticked, and how it ended. */
function steps(record: IncidentRecord): string[] {
  const tried = entriesOf(record, 'planned').map(({ fact: { plan } }) => {
    const known = record.timeline.findLast(
      ({ fact }) => 'plan' in fact && fact.plan === plan.id && decisive.includes(fact.kind),
    );
    return `${titleOf(record, plan.id)}: ${known ? text(sentence(known.fact)) : 'nobody decided'}`;
  });
  const ticked = entriesOf(record, 'ticked').map(({ fact }) => text(sentence(fact)));
  return [...tried, ...ticked, ...(record.endedAt ? [endedHow(record)] : [])];
}

function whatFailed(record: IncidentRecord): string[] {
  const { functions } = record.impact ?? {};
  return [...(functions ? [text(functions)] : []), ...notes(record, 'impact')];
}
