import { chainFaults, unchained } from '../audit/chain.ts';
import type { Fault } from '../audit/faults.ts';
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
      faults: faultsOf(course),
      unjudged,
      looked: `${counted(timeline.length, 'entry', 'entries')}, unbroken`,
    };
  },
};

function faultsOf({ keyId, timeline = [], record, auditKeys, clock }: Course): Fault[] {
  if (!record) return chainFaults({ keyId, timeline: [...timeline] }, clock);
  return auditRecord({ ...record, record: legible(record.record) }, { keys: auditKeys, clock }).faults;
}
