import type { Client } from '@temporalio/client';
import type { Catalogue } from '../../systems/catalogue.ts';
import { linkOf } from '../../workflows/contract/audit.ts';
import type { IncidentRecord, IncidentView } from '../../workflows/contract/incident.ts';
import { hashOf } from '../../workflows/contract/keys.ts';
import { incidentQuery, timelineQuery } from '../../workflows/contract/messages.ts';
import { type Actor, actorName } from '../../workflows/contract/people.ts';
import type { Fact, TimelineEntry } from '../../workflows/contract/timeline.ts';
import { currentProfile } from '../catalogue/current-profile.ts';
import { concerned, phaseOf, severityOf } from './concerned.ts';
import type { End } from './ended.ts';
import type { IncidentRun } from './incident-run.ts';

/** ms; a query replays the whole run. */
const patience = 10_000;
const someone: Actor = { kind: 'person', name: 'someone', door: 'temporal-ui', verified: false };

/** The record as the closed run itself tells it; undefined where no worker can answer. */
export async function toldRecord(client: Client, run: IncidentRun): Promise<IncidentRecord | undefined> {
  const handle = client.workflow.getHandle(run.workflowId, run.runId);
  try {
    const [view, timeline] = await client.withDeadline(Date.now() + patience, () =>
      Promise.all([handle.query(incidentQuery), handle.query(timelineQuery)]),
    );
    if (!isOf(run, view, timeline)) return undefined;
    const opened = timeline.flatMap(({ fact }) => (fact.kind === 'opened' ? fact.assumed : []));
    return { ...view, timeline, assumed: opened };
  } catch {
    return undefined;
  }
}

/** The record of an incident that can tell nothing: what its start and Temporal's list say. */
export function bareRecord(catalogue: Catalogue, run: IncidentRun): IncidentRecord {
  const { input, system, runbook } = run;
  const profile = currentProfile(catalogue, run);
  const severity = severityOf(catalogue, run);
  const openedAt = carriedOpening(input) ?? run.startedAt;
  const { label } = concerned(catalogue, run);
  const summary = typeof input.summary === 'string' ? input.summary : 'no summary was given';
  const mode = input.mode === 'dry-run' || input.mode === 'shadow' ? input.mode : 'live';
  const by = isActor(input.openedBy) ? input.openedBy : someone;
  const assumed = [
    'record: no worker could tell the story of this incident; its history beside it has everything',
  ];
  return {
    incident: run.incident,
    keyId: run.keyId,
    workflowId: run.workflowId,
    system,
    systemTitle: profile.title,
    runbook,
    runbookTitle: profile.runbook.name === runbook ? profile.runbook.title : runbook,
    mode,
    phase: phaseOf(run),
    severity,
    label,
    summary,
    openedAt,
    round: 1,
    findings: [],
    firing: [],
    reached: 0,
    waitingFor: 'nothing',
    guidance: [],
    inEffect: [],
    timeline: [entry(run.keyId, openedAt, { kind: 'opened', by, severity, label, summary, mode, assumed })],
    assumed,
  };
}

/** The record with the run's end as its last word, where it has none of its own. */
export function withEnd(record: IncidentRecord, run: IncidentRun, end: End): IncidentRecord {
  const endedAt = run.closedAt ?? record.timeline.at(-1)?.at ?? record.openedAt;
  if (end.end === 'by itself') {
    const phase = record.endedAt ? record.phase : end.phase;
    return { ...record, phase, endedAt: record.endedAt ?? endedAt, waitingFor: 'nothing' };
  }
  if (end.end !== 'cut off') return record;
  const before = record.timeline.at(-1)?.chain ?? record.keyId;
  const last = entry(before, endedAt, { kind: end.phase, because: end.says });
  return {
    ...record,
    phase: end.phase,
    endedAt,
    pending: undefined,
    waitingFor: 'nothing',
    guidance: [],
    timeline: [...record.timeline, last],
  };
}

function entry(before: string, at: string, fact: Fact): TimelineEntry {
  const dated = { id: hashOf(fact).slice(0, 12), at, fact };
  return { ...dated, chain: linkOf(before, dated) };
}

function isOf(run: IncidentRun, view: IncidentView, timeline: TimelineEntry[]): boolean {
  return view?.keyId === run.keyId && Array.isArray(timeline) && timeline.length > 0;
}

/** A long incident that continued as new began before its last run did. */
function carriedOpening(input: object): string | undefined {
  const { openedAt } = (input as { carried?: { openedAt?: unknown } }).carried ?? {};
  return typeof openedAt === 'string' && !Number.isNaN(Date.parse(openedAt)) ? openedAt : undefined;
}

function isActor(value: unknown): value is Actor {
  try {
    return typeof actorName(value as Actor) === 'string';
  } catch {
    return false;
  }
}
