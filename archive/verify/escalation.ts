import type { TimelineEntry } from '../../workflows/contract/timeline.ts';
import { entryName, type Fault } from '../audit/faults.ts';
import { type Course, counted, type Invariant, withoutTimeline } from './course.ts';
import { Overdue } from './overdue.ts';
import { Standing } from './standing.ts';

/**
 * Works the clocks out anew, and not with the code of the workflow: what is to find a clock that stands still must not be
 * that clock. A step that came late because no worker was there is no fault; one that did not come while others things went on is.
 */
export const escalation: Invariant = {
  name: 'escalation',
  promises: 'each target that passed reached the next step, or the timeline says why not',
  judge(course) {
    const { timeline, profile } = course;
    if (!timeline) return withoutTimeline(course);
    if (course.mode === 'dry-run') return { faults: [], unjudged: [], looked: 'a dry run has no clocks' };
    if (timeline.some(({ fact }) => fact.kind === 'explained' && fact.folded))
      return { faults: [], unjudged: [], looked: 'another incident stands for it' };
    const missed = timeline.filter(
      ({ fact }) => fact.kind === 'response missed' || fact.kind === 'resolution missed',
    );
    const faults = unanswered(course, timeline);
    if (!profile)
      return {
        faults,
        unjudged: ['its targets are not known: the run that opened it has no history'],
        looked: '',
      };
    const resolvesSent = course.runs.flatMap((run) => run.resolvesSent);
    faults.push(...stoodStill(course, timeline, new Standing(timeline, profile.severities, resolvesSent)));
    return { faults, unjudged: [], looked: `${counted(missed.length, 'target')} passed` };
  },
};

/** A response target that passed without anybody being reached right then. */
function unanswered({ clock }: Course, timeline: readonly TimelineEntry[]): Fault[] {
  return timeline.flatMap(({ fact }, i) => {
    if (fact.kind !== 'response missed') return [];
    const next = timeline[i + 1]?.fact;
    const reached =
      next?.kind === 'nobody left to page' ||
      ((next?.kind === 'paged' || next?.kind === 'would page') && next.ladder === 'response');
    return reached
      ? []
      : [{ entry: i + 1, says: `${entryName(timeline, i, clock)} is followed by nobody who is reached` }];
  });
}

function stoodStill({ clock }: Course, timeline: readonly TimelineEntry[], standing: Standing): Fault[] {
  const overdue = new Overdue();
  const faults: Fault[] = [];
  for (let i = 0; i < standing.clocksEnd; ) {
    const at = timeline[i]?.at ?? '';
    // What is noted in one go is one moment.
    for (; i < standing.clocksEnd && timeline[i]?.at === at; i += 1)
      standing.take(timeline[i] as TimelineEntry);
    for (const what of overdue.look(standing.due(), Date.parse(at)))
      faults.push({ entry: i, says: `by ${entryName(timeline, i - 1, clock)} ${what}` });
  }
  return faults;
}
