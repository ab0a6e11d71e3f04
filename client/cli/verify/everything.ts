import { pMapIterable } from 'p-map';
import type { Course } from '../../../archive/verify/course.ts';
import { idStarts, incidentName } from '../../../workflows/contract/keys.ts';
import type { Temporal } from '../../temporal.ts';
import type { Session } from '../session.ts';
import { folderOf, foldersUnder } from './archived.ts';
import { archivedCourse, coursesOf, type Listed } from './courses.ts';
import type { Reader } from './readers.ts';

/** One incident, or why it cannot be looked at. */
export type Found = { course: Course; open: boolean } | { incident: string; because: string };

/** As many incidents are in memory at once. */
const atOnce = { concurrency: 3, backpressure: 3 };

/** All incidents, open and closed, of Temporal and then those that only the archive has; a few are in memory at a time. */
export async function* everything(
  session: Session,
  temporal: Temporal | undefined,
  readers: (system: string) => Promise<Reader>,
): AsyncGenerator<Found> {
  const seen = new Set<string>();
  const look = async (listed: Listed): Promise<Found[]> => {
    try {
      const courses = await coursesOf(session, listed, readers);
      return courses.map((course) => ({ course, open: listed.open && course === courses.at(-1) }));
    } catch (error) {
      return [{ incident: listed.incident, because: (error as Error).message }];
    }
  };
  if (temporal) {
    for await (const found of pMapIterable(listedRuns(temporal), look, atOnce)) {
      for (const each of found) {
        // A Reset leaves two runs of one incident, and the newer one is listed first.
        const folder = 'course' in each ? folderOf(each.course) : undefined;
        if (folder !== undefined && seen.has(folder)) continue;
        if (folder !== undefined) seen.add(folder);
        yield each;
      }
    }
  }
  for (const folder of await foldersUnder(session, 'INC-')) {
    if (!seen.has(folder)) yield await inTheArchive(session, folder, readers);
  }
}

async function inTheArchive(
  session: Session,
  folder: string,
  readers: (system: string) => Promise<Reader>,
): Promise<Found> {
  const incident = folder.slice(0, 'INC-7K3FQ2'.length);
  try {
    const course = await archivedCourse(session, folder, readers);
    return course ? { course, open: false } : { incident, because: 'its folder is gone' };
  } catch (error) {
    return { incident, because: (error as Error).message };
  }
}

/** The last run of each chain, newest first. */
async function* listedRuns({ client }: Temporal): AsyncGenerator<Listed> {
  const starts = Object.values(idStarts).map((start) => `WorkflowId STARTS_WITH "${start}"`);
  const query = `(${starts.join(' OR ')}) AND ExecutionStatus != "ContinuedAsNew"`;
  for await (const { workflowId, runId, status, raw } of client.workflow.list({ query, pageSize: 100 })) {
    const keyId = raw.firstRunId || runId;
    const system = workflowId.split(':')[1] ?? '';
    yield {
      incident: incidentName(keyId),
      keyId,
      workflowId,
      runId,
      open: status.name === 'RUNNING',
      system,
    };
  }
}
