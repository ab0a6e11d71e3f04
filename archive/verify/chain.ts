import { chainFaults, unchained } from '../audit/chain.ts';
import { entryName, type Fault } from '../audit/faults.ts';
import { legible } from '../audit/legible.ts';
import { auditRecord } from '../audit/record.ts';
import { type Course, counted, type Invariant, withoutTimeline } from './course.ts';

/** `mayday audit` has the whole of it: who decided what, and what the histories say of the record. */
export const chain: Invariant = {
  name: 'chain',
  promises: 'every entry follows from those before it, up to its seal where there is one',
  judge(course) {
    const { timeline } = course;
    if (!timeline) return withoutTimeline(course);
    const loose = unchained(timeline);
    const unjudged =
      loose > 0
        ? [`${loose === 1 ? 'entry 1 was' : `entries 1 to ${loose} were`} made before entries were chained`]
        : [];
    return {
      faults: [...faultsOf(course), ...differences(course)],
      unjudged,
      looked: `${counted(timeline.length, 'entry', 'entries')}, unbroken`,
    };
  },
};

function faultsOf({ keyId, timeline = [], record, auditKeys, clock }: Course): Fault[] {
  if (!record) return chainFaults({ keyId, timeline: [...timeline] }, clock);
  return auditRecord({ ...record, record: legible(record.record) }, { keys: auditKeys, clock }).faults;
}

/** Where the record in the archive is another one than its run gave it. */
function differences({ timeline = [], runs, clock }: Course): Fault[] {
  const last = runs.findLast((run) => run.closed);
  const given = last?.record?.timeline ?? [];
  const other = given.findIndex(({ chain }, i) => chain !== timeline[i]?.chain);
  if (other < 0) return [];
  const says = `${entryName(given, other, clock)} of ${last?.name} is another one than in the record`;
  return [{ entry: other + 1, says }];
}
