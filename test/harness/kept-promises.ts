import { verify } from '../../archive/verify/verify.ts';
import { sentence } from '../../workflows/contract/sentences.ts';
import type { TimelineEntry } from '../../workflows/contract/timeline.ts';
import { coursesOf } from './approved-effects.ts';
import { broken, type Sent } from './invariants.ts';
import type { Play } from './play.ts';
import type { Stage } from './stage.ts';

/** Somebody to whose incident something happened. */
interface Played {
  incident: Play;
  sent: Sent[];
  unreadable: number;
}

/**
 * Holds incidents that have ended against everything that `mayday verify` knows, by their histories, and against what only
 * a test can know. @throws Error with everything that does not hold, and the timelines of those
 */
export async function assertKept(stage: Stage, played: readonly Played[]): Promise<void> {
  const chains = await Promise.all(played.map(({ incident }) => stage.runsOf(incident.handle.workflowId)));
  const courses = chains.flatMap((runs) =>
    coursesOf(
      runs.map(({ history }) => history),
      stage.known,
    ),
  );
  const faults = courses.flatMap((course) =>
    verify(course).flatMap(({ invariant, faults: found, unjudged }) =>
      [...found.map(({ says }) => says), ...unjudged].map(
        (says) => `${course.incident} ${invariant}: ${says}\n${told(course.timeline ?? [])}`,
      ),
    ),
  );
  const test = broken({
    timelines: courses.map(({ timeline }) => [...(timeline ?? [])]),
    sent: played.flatMap(({ sent }) => sent),
    unreadable: played.reduce((sum, { unreadable }) => sum + unreadable, 0),
    ended: stage.world.ended,
  });
  if (faults.length + test.length === 0) return;
  const timelines = faults.length > 0 ? [] : courses.map(({ timeline }) => told(timeline ?? []));
  throw new Error([...faults, ...test, ...timelines].join('\n'));
}

function told(timeline: readonly TimelineEntry[]): string {
  return timeline.map(({ at, fact }) => `${at.slice(11, 19)} ${fact.kind}: ${sentence(fact)}`).join('\n');
}
