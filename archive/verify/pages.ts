import { entryName } from '../audit/faults.ts';
import { counted, type Invariant, withoutTimeline } from './course.ts';

/** Once somebody has acknowledged, the ladder that looks for somebody has done its work. */
export const pages: Invariant = {
  name: 'pages',
  promises: 'nobody on the response ladder is reached after somebody has acknowledged',
  judge(course) {
    const { timeline, clock } = course;
    if (!timeline) return withoutTimeline(course);
    const acknowledged = timeline.findIndex(({ fact }) => fact.kind === 'acknowledged');
    const reached = timeline.flatMap(({ fact }, i) =>
      (fact.kind === 'paged' || fact.kind === 'would page') && fact.ladder === 'response'
        ? [{ fact, i }]
        : [],
    );
    const faults = reached
      .filter(({ i }) => acknowledged >= 0 && i > acknowledged)
      .map(({ fact, i }) => ({
        entry: i + 1,
        says: `${entryName(timeline, i, clock)} reaches ${fact.role}, and entry ${acknowledged + 1} had acknowledged`,
      }));
    return {
      faults,
      unjudged: [],
      looked: counted(reached.length, 'page of the response ladder', 'pages of the response ladder'),
    };
  },
};
