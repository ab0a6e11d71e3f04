import type { Fact } from '../../workflows/contract/timeline.ts';
import { entryName, type Fault } from '../audit/faults.ts';
import { type Course, type Invariant, withoutTimeline } from './course.ts';

/** What became of notices that were on their way, and of the silence at the Alertmanager, is still noted. */
const afterwards: readonly Fact['kind'][] = [
  'silence ended',
  'silence stays',
  'not told',
  'maybe told',
  'channel away',
  'channel back',
  'ticket',
];

/** Whether a fact ends an incident. */
export function isEnd({ kind }: Fact): boolean {
  return kind === 'resolved' || kind === 'cancelled' || kind === 'failed' || kind === 'dry run over';
}

/** What is over stays over: another look at it is another incident. */
export const ends: Invariant = {
  name: 'ends',
  promises: 'after the end nothing is done, decided or noted any more',
  judge(course) {
    const { timeline, clock } = course;
    if (!timeline) return withoutTimeline(course);
    const end = timeline.findIndex(({ fact }) => isEnd(fact));
    if (end < 0) return { faults: stillOpen(course), unjudged: [], looked: 'it has not ended' };
    const late = timeline.flatMap(({ fact }, i) => (i > end && !afterwards.includes(fact.kind) ? [i] : []));
    const faults: Fault[] = late.map((i) => ({
      entry: i + 1,
      says: `${entryName(timeline, i, clock)} comes after the end, entry ${end + 1}`,
    }));
    return {
      faults: [...faults, ...lateOrders(course)],
      unjudged: [],
      looked: `${timeline[end]?.fact.kind}, the last word`,
    };
  },
};

/** A run that has closed by itself has said how it ended. */
function stillOpen({ runs }: Course): Fault[] {
  const last = runs.at(-1);
  return last?.closedBy === 'WorkflowExecutionCompleted'
    ? [{ says: `the run ${last.name} has completed, and no entry says how the incident ended` }]
    : [];
}

/** The record goes to the archive right after the end. */
function lateOrders({ runs }: Course): Fault[] {
  return runs.flatMap(({ archivedAt, orders }) =>
    orders
      .filter(({ event }) => archivedAt !== undefined && event > archivedAt)
      .map(({ event, input }) => ({
        says: `plan ${input?.plan?.id} was carried out after the end (event ${event}; the record was closed at event ${archivedAt})`,
      })),
  );
}
