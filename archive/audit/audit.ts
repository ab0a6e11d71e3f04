import type { IncidentRecord } from '../../workflows/contract/incident.ts';
import type { TimelineEntry } from '../../workflows/contract/timeline.ts';
import { auditDecisions, type PublicKeys } from './decisions.ts';
import { entryName, type Fault } from './faults.ts';
import { type RunHistory, readHistory } from './history.ts';
import { legible } from './legible.ts';
import { auditOrders } from './orders.ts';
import { auditRecord, type RecordAudit, type Sealed, type Trust } from './record.ts';

/** All that a reader brings along. */
export type Reader = Trust & { people: PublicKeys };

/** What came of an audit. Nothing is proved where no entry is chained. */
export interface Audit {
  incident: string;
  keyId: string;
  timeline: readonly TimelineEntry[];
  record: RecordAudit;
  /** By the number of its entry: what stands behind an approval. */
  standing: ReadonlyMap<number, string>;
  /** Orders to change something that the histories have. */
  orders: number;
  faults: Fault[];
  /** What could not be checked, and why, as sentences. */
  notes: string[];
}

/** What the archive keeps of an incident: its record, and the histories of its runs, the first one first, by the names of their files. */
export interface Kept {
  record: IncidentRecord;
  histories: readonly { name: string; text: string }[];
}

/** Audits what the archive keeps. */
export function auditKept({ record, histories }: Kept, reader: Reader): Audit {
  const audit = begin({ record, seal: record.seal, from: 'archive' }, reader);
  const runs: RunHistory[] = [];
  for (const { name, text } of histories) {
    const run = read(text, (because) => audit.faults.push({ says: `${name} cannot be read. ${because}` }));
    if (!run) continue;
    const found = [...ofRun(run, runs, record.keyId, audit, reader)];
    if (run.record) {
      const { faults } = auditRecord(
        { record: legible(run.record), seal: run.closed ? record.seal : undefined, from: 'history' },
        reader,
      );
      found.push(...faults, ...differences(record, run, reader));
    }
    audit.faults.push(...found.map((fault) => ({ ...fault, says: `${name}: ${fault.says}` })));
    runs.push(run);
  }
  if (histories.length === 0)
    audit.notes.push('No history lies beside the record: what was ordered could not be held against it.');
  return audit;
}

/** Audits an exported history alone. @throws Error with a sentence where it has no record of an incident */
export function auditHistory(run: RunHistory, reader: Reader): Audit {
  const { record, seal } = run;
  if (!record) {
    throw new Error(
      'The history has no record of an incident: its run has neither ended, nor gone on from or in another one',
    );
  }
  const audit = begin({ record, seal, from: 'history' }, reader);
  audit.faults.push(...ofRun(run, [], record.keyId, audit, reader));
  if (!run.closed)
    audit.notes.push('The run has not closed its record: nothing says how many entries came after these.');
  else if (seal === undefined)
    audit.notes.push('The history ends before the archive answered: there is no seal over the record.');
  if (run.carried.length > 0)
    audit.notes.push(
      `Entries 1 to ${run.carried.length} are from earlier runs, whose orders are in their own histories.`,
    );
  return audit;
}

function begin(given: Sealed, reader: Reader): Audit {
  const sealed = { ...given, record: legible(given.record) };
  const { incident, keyId, timeline } = sealed.record;
  const record = auditRecord(sealed, reader);
  const decisions = auditDecisions(sealed.record, reader.people, reader.clock);
  return {
    incident,
    keyId,
    timeline,
    record,
    standing: decisions.standing,
    orders: 0,
    faults: [...record.faults, ...decisions.faults],
    notes: decisions.unknown.map(
      (who) => `No public key of ${who} is known here: what it signed could not be checked.`,
    ),
  };
}

function ofRun(
  run: RunHistory,
  before: readonly RunHistory[],
  keyId: string,
  audit: Audit,
  { people: keys, clock }: Reader,
): Fault[] {
  const { orders, faults } = auditOrders(run, { before, keyId, keys, clock });
  audit.orders += orders;
  return faults;
}

/** Where the record of a run says something else than the one in the archive. */
function differences({ timeline }: IncidentRecord, run: RunHistory, { clock }: Reader): Fault[] {
  const told = run.record?.timeline ?? [];
  const other = told.findIndex(({ chain }, i) => chain !== timeline[i]?.chain);
  if (other >= 0) {
    return [{ entry: other + 1, says: `${entryName(told, other, clock)} is another one than in the record` }];
  }
  const more = timeline.length - told.length;
  return run.closed && more > 0 ? [{ says: `the record has ${more} more entries than its run gave it` }] : [];
}

function read(text: string, fail: (because: string) => void): RunHistory | undefined {
  try {
    return readHistory(text);
  } catch (error) {
    fail((error as Error).message);
    return undefined;
  }
}
