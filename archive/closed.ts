import type { IncidentRecord } from '../workflows/contract/incident.ts';
import { personName } from '../workflows/contract/people.ts';
import type { Fact } from '../workflows/contract/timeline.ts';
import { type Course, courseOf } from './course.ts';

/** A closed incident as a list shows it and a search finds it. */
export interface ClosedIncident
  extends Pick<
    IncidentRecord,
    'incident' | 'keyId' | 'workflowId' | 'system' | 'systemTitle' | 'runbook' | 'runbookTitle' | 'summary'
  > {
  /** Its name in the archive: unlike the incident's, no two are the same. */
  folder: string;
  /** What it is asked for by: the incident's name, or `folder` where several have that name. */
  address: string;
  openedAt: string;
  endedAt?: string;
  course: Course;
  /** What is searched, in lower case. */
  words: string;
}

/** Characters that are searched of one incident; what its checks said is cut off first. */
const mostWords = 6_000;

export function closedOf(folder: string, record: IncidentRecord): ClosedIncident {
  const { incident, keyId, workflowId, system, systemTitle, runbook, runbookTitle, summary } = record;
  return {
    incident,
    keyId,
    workflowId,
    system,
    systemTitle,
    runbook,
    runbookTitle,
    summary,
    folder,
    address: incident,
    openedAt: record.openedAt,
    endedAt: record.endedAt,
    course: courseOf(record),
    words: wordsOf(record),
  };
}

/** How it ended, in one word: `fixed`, `false alarm`, `duplicate`, `cancelled`, `failed`, or `rehearsed`. */
export function endingOf({ as, mode, phase }: Course): string {
  return as ?? (mode === 'dry-run' && phase === 'resolved' ? 'rehearsed' : phase);
}

function wordsOf(record: IncidentRecord): string {
  const { incident, system, systemTitle, runbook, runbookTitle, severity, label, summary } = record;
  const { commander, timeline, findings } = record;
  const people = timeline.flatMap(({ fact }) => peopleIn(fact));
  const said = timeline.flatMap(({ fact }) =>
    fact.kind === 'checked' || fact.kind === 'verified' ? fact.findings.map(({ says }) => says) : [],
  );
  const named = [incident, system, systemTitle, runbook, runbookTitle, severity, label, summary, commander];
  const all = new Set([...named, ...people, ...findings.map(({ says }) => says), ...said]);
  return [...all].join('\n').slice(0, mostWords).toLowerCase();
}

function peopleIn(fact: Fact): string[] {
  const by = 'by' in fact && typeof fact.by === 'object' ? personName(fact.by) : undefined;
  return [...(by ? [by] : []), ...('people' in fact ? fact.people : [])];
}
