import type { Course } from '../../../archive/verify/course.ts';
import type { Run } from '../../../archive/verify/run.ts';
import { incidentName } from '../../../workflows/contract/keys.ts';
import { timelineQuery } from '../../../workflows/contract/messages.ts';
import type { TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { ask } from '../../incidents/ask.ts';
import type { ListedIncident } from '../../incidents/listed.ts';
import type { Session } from '../session.ts';
import { type Archived, folderOf, readArchived } from './archived.ts';
import { type Chain, chainOf } from './histories.ts';
import type { Reader } from './readers.ts';

/** Where a run is listed. */
export type Listed = Pick<ListedIncident, 'incident' | 'keyId' | 'workflowId' | 'runId' | 'open' | 'system'>;
type Readers = (system: string) => Promise<Reader>;

/** The incidents of the runs that lead up to a listed one: usually one, several where late alerts opened the next. */
export async function coursesOf(session: Session, listed: Listed, readers: Readers): Promise<Course[]> {
  const { runs, missing } = await chainOf(session, listed.workflowId, listed.runId);
  const ofOne = Map.groupBy(runs, ({ keyId }) => keyId);
  // Nothing of it can be read, and it is there all the same.
  if (ofOne.size === 0) ofOne.set(listed.keyId, []);
  const last = [...ofOne.keys()].at(-1);
  const courses: Course[] = [];
  for (const [keyId, own] of ofOne) {
    if (wasLetIn(own, missing)) {
      const open = listed.open && keyId === last;
      const chain = { runs: own, missing: [...missing] };
      courses.push(await courseOf(session, { keyId, chain, listed: { ...listed, open } }, readers));
    }
  }
  return courses;
}

/** An incident that only the archive has. @throws Error with a sentence where its record cannot be read */
export async function archivedCourse(
  session: Session,
  folder: string,
  readers: Readers,
): Promise<Course | undefined> {
  const archived = await readArchived(session, folder);
  if (!archived) return undefined;
  const reader = await readers(archived.record.system);
  return told(archived.record.keyId, archived, archived, reader);
}

/** A run that was refused, or handed itself over, is no incident. */
function wasLetIn(runs: readonly Run[], missing: readonly string[]): boolean {
  return (
    runs.length === 0 || missing.length > 0 || runs.some(({ profile, closedBy }) => profile || !closedBy)
  );
}

async function courseOf(
  session: Session,
  { keyId, chain, listed }: { keyId: string; chain: Chain; listed: Listed },
  readers: Readers,
): Promise<Course> {
  const incident = incidentName(keyId);
  const system = chain.runs.find((run) => run.profile)?.profile?.system ?? listed.system;
  const [reader, archived] = await Promise.all([
    readers(system),
    readArchived(session, folderOf({ incident, keyId })).catch((error: Error) => {
      chain.missing.push(error.message.replace(/\.$/, ''));
      return undefined;
    }),
  ]);
  const course = told(keyId, withEarlier(chain, archived), archived, reader);
  if (course.timeline) return course;
  const timeline = await ask(await session.temporal(), listed, timelineQuery);
  if (isTimeline(timeline)) return { ...course, timeline };
  const missing = 'nobody answers for it, so its timeline is not known: is a worker running?';
  return { ...course, missing: [...course.missing, missing] };
}

/** The archive may have what Temporal has not kept. */
function withEarlier(chain: Chain, archived: Archived | undefined): Chain {
  if (!archived || archived.runs.length <= chain.runs.length) return chain;
  return archived;
}

function told(
  keyId: string,
  { runs, missing }: Chain,
  archived: Archived | undefined,
  reader: Reader,
): Course {
  const profile = runs.find((run) => run.profile)?.profile;
  const last = runs.at(-1);
  const own = last?.closed ? last.record : undefined;
  const kept = archived?.record;
  const record = kept
    ? ({ record: kept, seal: kept.seal, from: 'archive' } as const)
    : own && ({ record: own, seal: last?.seal, from: 'history' } as const);
  return {
    incident: incidentName(keyId),
    keyId,
    mode: kept?.mode ?? runs.at(-1)?.mode ?? 'live',
    ...(record ? { record, timeline: record.record.timeline } : {}),
    runs,
    missing,
    ...(profile ? { profile } : {}),
    ...reader,
  };
}

function isTimeline(value: unknown): value is TimelineEntry[] {
  return Array.isArray(value) && value.length > 0;
}
