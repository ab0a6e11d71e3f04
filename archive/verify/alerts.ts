import type { Alert } from '../../workflows/contract/input.ts';
import { entryName, type Fault } from '../audit/faults.ts';
import { type Course, counted, type Invariant, withoutTimeline } from './course.ts';
import { isEnd } from './ends.ts';
import type { Run } from './run.ts';

type Episode = Pick<Alert, 'fingerprint' | 'status' | 'startsAt'>;

/** As many characters of a text as an incident keeps. */
const longest = 4_000;

/**
 * Whatever the server took in is on the timeline, once. What cannot be read is refused there; what fires after the end
 * goes to the next incident, and what resolves after it has no place any more.
 */
export const alerts: Invariant = {
  name: 'alerts',
  promises: 'every alert that was taken in is on a timeline, once',
  judge(course) {
    const { timeline, runs } = course;
    if (!timeline) return withoutTimeline(course);
    const known = new Set<string>();
    const faults = told(course, known);
    let taken = 0;
    let unreadable = 0;
    const waiting = new Set<string>();
    for (const run of runs) {
      const late = lateFrom(course, run);
      const left = new Set(run.left.flatMap((value) => episodesIn([value]) ?? []).map(nameOf));
      for (const { event, message } of run.alerts) {
        const sent = episodesIn((message as { alerts?: unknown } | null | undefined)?.alerts);
        if (event > lastTask(run))
          waiting.add(`${run.name}: its alerts from event ${event} on no worker has taken in`);
        else if (!sent) unreadable += event < late ? 1 : 0;
        else {
          taken += sent.length;
          for (const episode of sent) {
            const name = nameOf(episode);
            if (known.has(name) || left.has(name)) continue;
            const isOver =
              episode.status === 'resolved' || known.has(nameOf({ ...episode, status: 'resolved' }));
            if (event >= late && (isOver || course.mode === 'dry-run')) continue;
            // Its next incident is about to begin.
            if (event >= late && !run.closedBy) continue;
            faults.push({ says: `${name}, event ${event} of ${run.name}, is on no timeline` });
          }
        }
      }
    }
    const refused = timeline.filter(
      ({ fact }) => fact.kind === 'message refused' && fact.verb === 'alerts',
    ).length;
    if (refused < unreadable) {
      const says = `${counted(unreadable, 'message')} with alerts could not be read, and the timeline refuses ${refused}`;
      faults.push({ says });
    }
    return {
      faults,
      unjudged: [...course.missing, ...waiting],
      looked: `${counted(taken, 'alert')} taken in`,
    };
  },
};

/** Puts what the timeline tells into `known`; answers what it tells twice. */
function told({ timeline = [], clock }: Course, known: Set<string>): Fault[] {
  return timeline.flatMap(({ fact }, i) => {
    if (fact.kind !== 'alerts') return [];
    const here = [
      ...[...fact.firing, ...(fact.late ?? [])].map((note) => nameOf({ ...note, status: 'firing' })),
      ...fact.resolved.map((note) => nameOf({ ...note, status: 'resolved' })),
    ];
    return here.flatMap((name) => {
      if (!known.has(name)) {
        known.add(name);
        return [];
      }
      return [{ entry: i + 1, says: `${entryName(timeline, i, clock)} tells ${name} once more` }];
    });
  });
}

/** From which event on the incident was over for alerts: right after the task before that in which it ended. */
function lateFrom({ timeline = [] }: Course, { tasks, archivedAt }: Run): number {
  const end = timeline.find(({ fact }) => isEnd(fact))?.at;
  const task = tasks.findIndex(({ at }) => at === end);
  if (task >= 0) return tasks[task - 1]?.event ?? 0;
  return archivedAt ?? Number.POSITIVE_INFINITY;
}

function lastTask({ tasks }: Run): number {
  return tasks.at(-1)?.event ?? Number.POSITIVE_INFINITY;
}

/** Undefined where an incident cannot read all of them. */
function episodesIn(value: unknown): Episode[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const read = value.map((each: unknown) => {
    const { fingerprint, name, startsAt, status } = (each ?? {}) as Record<string, unknown>;
    const isWhole = [fingerprint, name, startsAt].every(
      (text) => typeof text === 'string' && text.trim() !== '',
    );
    if (!isWhole || (status !== 'firing' && status !== 'resolved')) return undefined;
    return {
      fingerprint: `${fingerprint}`.slice(0, longest),
      startsAt: `${startsAt}`.slice(0, longest),
      status,
    };
  });
  return read.every((episode) => episode !== undefined) ? (read as Episode[]) : undefined;
}

/** The same start comes in nanoseconds from the one and in milliseconds from the other door. */
function nameOf({ fingerprint, startsAt, status }: Episode): string {
  const at = Date.parse(startsAt);
  return `${fingerprint} ${status} since ${Number.isNaN(at) ? startsAt : new Date(at).toISOString()}`;
}
