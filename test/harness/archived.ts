import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import { incidentName } from '../../workflows/contract/keys.ts';
import { severities } from '../../workflows/contract/profile.ts';
import type { Ending } from '../../workflows/contract/timeline.ts';
import { madeRecord } from '../unit/archive/record.ts';

const minute = 60_000;
const kinds = [
  ['demo', 'Demo shop', 'databaseIssues', 'Database issues', 'too many connections'],
  ['studyteddy', 'StudyTeddy', 'applicationOutage', 'Application Down', 'the application answers 502'],
  ['neurocred', 'NeuroCred', 'highErrorRate', 'High Error Rate', '4 % of the requests fail'],
  ['onboarding-kyc', 'Onboarding KYC', 'messageBrokerIssues', 'Kafka issues', 'consumers lag behind'],
] as const;
const endings: readonly Ending[] = ['fixed', 'fixed', 'fixed', 'fixed', 'false alarm', 'duplicate'];

/** Plausible records, opened one after the other back from `newest` (epoch ms), `apart` ms on the average; the same each time. */
export function plausibleRecords(count: number, newest: number, apart = 30 * 60 * minute): IncidentRecord[] {
  let state = 7;
  const random = (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  let opened = newest;
  return Array.from({ length: count }, (_, i) => {
    opened -= Math.round(apart * (0.2 + random(160) / 100));
    const [system, systemTitle, runbook, runbookTitle, summary] = kinds[random(kinds.length)] ?? kinds[0];
    const severity = severities[Math.min(3, random(6))] ?? 'P3';
    const phase = random(12) === 0 ? 'cancelled' : 'resolved';
    const record = movedTo(madeRecord(), opened, 1 + random(40));
    return {
      ...record,
      ...named(i),
      ...{ system, systemTitle, runbook, runbookTitle, severity, phase },
      label: severity,
      summary: `${summary} since ${new Date(opened).toISOString().slice(11, 16)}`,
      targets: {
        response: new Date(opened + 15 * minute).toISOString(),
        resolution: new Date(opened + 60 * minute).toISOString(),
      },
      timeline: record.timeline.map((entry) =>
        entry.fact.kind === 'resolved'
          ? { ...entry, fact: { ...entry.fact, as: endings[random(endings.length)] ?? 'fixed' } }
          : entry,
      ),
    };
  });
}

/** The names of one of many. */
export function named(i: number): Pick<IncidentRecord, 'keyId' | 'incident' | 'workflowId'> {
  const hash = createHash('sha256').update(String(i)).digest('hex');
  const keyId = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-7${hash.slice(13, 16)}-9${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
  return {
    keyId,
    incident: incidentName(keyId),
    workflowId: `incident:demo:databaseIssues:${hash.slice(0, 12)}`,
  };
}

/** The same story, opened then, and so many times slower. */
function movedTo(record: IncidentRecord, opened: number, slower: number): IncidentRecord {
  const from = Date.parse(record.openedAt);
  const moved = (at: string) => new Date(opened + (Date.parse(at) - from) * slower).toISOString();
  return {
    ...record,
    openedAt: moved(record.openedAt),
    acknowledgedAt: record.acknowledgedAt && moved(record.acknowledgedAt),
    endedAt: record.endedAt && moved(record.endedAt),
    timeline: record.timeline.map((entry) => ({ ...entry, at: moved(entry.at) })),
  };
}

/** Keeps records as an archive does; answers with the names of their folders. */
export async function keepRecords(folder: string, records: readonly IncidentRecord[]): Promise<string[]> {
  const names: string[] = [];
  for (const record of records) {
    const name = `${record.incident}-${record.keyId.slice(0, 8)}`;
    await mkdir(path.join(folder, name), { recursive: true });
    await writeFile(path.join(folder, name, 'record.json'), `${JSON.stringify(record, null, 2)}\n`);
    names.push(name);
  }
  return names;
}
