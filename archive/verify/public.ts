import { isForPublic } from '../../workflows/contract/public-updates.ts';
import type { Fact, TimelineEntry } from '../../workflows/contract/timeline.ts';
import { entryName } from '../audit/faults.ts';
import { type Course, type Invariant, withoutTimeline } from './course.ts';

/** The public hears that it is over from a system that was well, or because somebody said so. */
export const publicly: Invariant = {
  name: 'public',
  promises:
    'the status page says "resolved" only after a verification that did not fail, or because a person said so',
  judge(course) {
    const { timeline, clock } = course;
    if (!timeline) return withoutTimeline(course);
    const told = timeline.flatMap(({ fact }, i) => (saysResolved(fact, timeline) ? [i] : []));
    const faults = told
      .filter((i) => isFailing(timeline.slice(0, i)) && !somebodySaidSo(course, i))
      .map((i) => ({
        entry: i + 1,
        says: `${entryName(timeline, i, clock)} has the public told "resolved": the last look had not found the system well, and nobody had said that it is over`,
      }));
    const looked = told.length === 0 ? 'nobody was told "resolved"' : `told "resolved" ${told.length}×`;
    return { faults, unjudged: [], looked };
  },
};

/** The decision to tell it: what comes in while the page is being written nobody could know. */
function saysResolved(fact: Fact, timeline: readonly TimelineEntry[]): boolean {
  if (fact.kind === 'would tell the public') return fact.status === 'resolved';
  if (fact.kind !== 'approved' || !isForPublic(fact.plan)) return false;
  return timeline.some(
    (entry) =>
      entry.fact.kind === 'planned' &&
      entry.fact.plan.id === fact.plan &&
      entry.fact.plan.parameters?.status === 'resolved',
  );
}

/** It is watched as long as it stays well; anything else is no end. */
function isFailing(before: readonly TimelineEntry[]): boolean {
  const facts = before.map(({ fact }) => fact);
  const watched = facts.findLastIndex(({ kind }) => kind === 'monitoring');
  return watched < 0 || facts.slice(watched).some((fact) => fact.kind === 'relapsed' || foundSick(fact));
}

function foundSick(fact: Fact): boolean {
  return fact.kind === 'verified' && fact.findings.some(({ verdict }) => verdict === 'sick');
}

function somebodySaidSo({ timeline = [], runs }: Course, index: number): boolean {
  const [before, after] = [timeline.slice(0, index), timeline.slice(index)];
  return (
    before.some(({ fact }) => fact.kind === 'publish asked' && fact.status === 'resolved') ||
    before.slice(-50).some(({ fact }) => fact.kind === 'skipped') ||
    after.some(({ fact }) => fact.kind === 'resolved' && fact.by.kind === 'person') ||
    runs.some(({ resolvesSent }) => resolvesSent.length > 0)
  );
}
