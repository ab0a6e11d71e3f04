import type { IncidentRecord } from '../workflows/contract/incident.ts';
import type { Severity } from '../workflows/contract/profile.ts';
import { sentence } from '../workflows/contract/sentences.ts';
import type { Fact } from '../workflows/contract/timeline.ts';

/** One thing of a shadow incident: what Mayday would have done, what people did, or what was seen. */
export interface ShadowEntry {
  /** ms after the opening. */
  after: number;
  who: 'mayday would' | 'people' | 'seen';
  says: string;
}

/** A shadow incident: what Mayday would have done and when, against what people did and when. Lengths in ms. */
export interface ShadowIncident {
  incident: string;
  system: string;
  severity: Severity;
  label: string;
  runbook: string;
  summary: string;
  openedAt: string;
  /** Until Mayday would first have asked for a change; absent if it never would. */
  proposedAfter?: number;
  /** Until the system was well for good, by what people did; absent if Mayday never saw it. */
  wellAfter?: number;
  endedAfter?: number;
  entries: ShadowEntry[];
}

export interface ShadowReport {
  incidents: ShadowIncident[];
  /** In how many it would have proposed a change. */
  proposed: number;
  /** Medians, ms; null where there is none. */
  proposedAfter: number | null;
  wellAfter: number | null;
}

/** What Mayday would have done in each shadow incident; `records` newest first. */
export function shadowReport(records: readonly IncidentRecord[]): ShadowReport {
  const incidents = records.filter(({ mode }) => mode === 'shadow').map(shadowOf);
  return {
    incidents,
    proposed: incidents.filter(({ proposedAfter }) => proposedAfter !== undefined).length,
    proposedAfter: median(incidents.map((each) => each.proposedAfter)),
    wellAfter: median(incidents.map((each) => each.wellAfter)),
  };
}

/** One record told that way. */
export function shadowOf(record: IncidentRecord): ShadowIncident {
  const { incident, system, severity, label, runbook, summary, openedAt, endedAt, timeline } = record;
  const after = (at: string) => Date.parse(at) - Date.parse(openedAt);
  const proposed = timeline.find(({ fact }) => proposes(fact));
  const relapsed = timeline.findLastIndex(({ fact }) => fact.kind === 'relapsed' || fact.kind === 'not well');
  const well = timeline.slice(relapsed + 1).find(({ fact }) => fact.kind === 'well');
  return {
    incident,
    system,
    severity,
    label,
    runbook,
    summary,
    openedAt,
    ...(proposed ? { proposedAfter: after(proposed.at) } : {}),
    ...(well ? { wellAfter: after(well.at) } : {}),
    ...(endedAt ? { endedAfter: after(endedAt) } : {}),
    entries: timeline.flatMap(({ at, fact }) => {
      const who = whose(fact);
      return who ? [{ after: after(at), who, says: sentence(fact) }] : [];
    }),
  };
}

function proposes({ kind }: Fact): boolean {
  return kind === 'would ask' || kind === 'would ask answers';
}

function whose(fact: Fact): ShadowEntry['who'] | undefined {
  switch (fact.kind) {
    case 'would page':
    case 'would ask':
    case 'would ask answers':
    case 'severity suggested':
    case 'nothing left':
    case 'up to people':
      return 'mayday would';
    case 'alerts':
    case 'well':
    case 'not well':
    case 'relapsed':
      return 'seen';
    case 'resolved':
      return fact.by.kind === 'person' ? 'people' : 'seen';
    case 'message refused':
      return undefined;
    default:
      return fact.kind !== 'opened' && isOfAPerson(fact) ? 'people' : undefined;
  }
}

function isOfAPerson(fact: Fact): boolean {
  return 'by' in fact && typeof fact.by === 'object' && fact.by.kind === 'person';
}

function median(lengths: readonly (number | undefined)[]): number | null {
  const known = lengths.filter((ms) => ms !== undefined).sort((a, b) => a - b);
  const middle = known.slice(Math.floor((known.length - 1) / 2), Math.floor(known.length / 2) + 1);
  if (known.length === 0) return null;
  return Math.round(middle.reduce((all, ms) => all + ms, 0) / middle.length);
}
