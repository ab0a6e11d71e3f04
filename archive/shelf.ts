import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import pMap from 'p-map';
import { type ClosedIncident, closedOf } from './closed.ts';
import { readRecord, recordFile } from './records.ts';

/** What an archive holds. */
export interface Shelved {
  /** Newest first. */
  closed: readonly ClosedIncident[];
  /** What cannot be read, and what is left out, one sentence each. */
  problems: readonly string[];
}

/** The closed incidents of an archive, kept in memory as far as lists, searches and measures need them. */
export interface Shelf {
  /** Reads what is new or has changed since the last look. */
  look(): Promise<Shelved>;
}

export interface ShelfLimits {
  /** Records that are kept in memory, those written last. */
  most: number;
  /** ms for which a look counts. */
  rest: number;
}

const usual: ShelfLimits = { most: 20_000, rest: 1_000 };
const atOnce = 32;
/** ms of a look. */
const slow = 100;

interface Kept {
  /** Changes whenever the file is written. */
  version: string;
  closed?: ClosedIncident;
  problem?: string;
}

export function createShelf(folder: string, limits: Partial<ShelfLimits> = {}): Shelf {
  const { most, rest } = { ...usual, ...limits };
  let kept = new Map<string, Kept>();
  let last: Promise<Shelved> | undefined;
  let counts = 0;

  async function lookNow(): Promise<Shelved> {
    const began = performance.now();
    const { files, problems } = await written(folder);
    const shown = files.toSorted((a, b) => b.at - a.at).slice(0, most);
    kept = new Map(
      await pMap(
        shown,
        async ({ name, version }): Promise<[string, Kept]> => {
          const before = kept.get(name);
          return [name, before?.version === version ? before : await read(folder, name, version)];
        },
        { concurrency: atOnce },
      ),
    );
    // A large archive on a slow disk is looked at less often.
    const took = performance.now() - began;
    counts = performance.now() + (took > slow ? Math.max(rest, 5 * took) : rest);
    const left = files.length - shown.length;
    const closed = [...kept.values()].flatMap((each) => each.closed ?? []);
    return {
      closed: addressed(closed).sort((a, b) => Date.parse(b.openedAt) - Date.parse(a.openedAt)),
      problems: [
        ...problems,
        ...[...kept.values()].flatMap(({ problem }) => problem ?? []),
        ...(left > 0 ? [`Only the ${most} records that were written last are shown; ${left} are not.`] : []),
      ],
    };
  }

  return {
    look() {
      if (!last || performance.now() >= counts) {
        counts = Number.POSITIVE_INFINITY;
        last = lookNow().catch((error) => {
          counts = 0;
          throw error;
        });
      }
      return last;
    },
  };
}

function addressed(closed: readonly ClosedIncident[]): ClosedIncident[] {
  const counts = new Map<string, number>();
  for (const { incident } of closed) counts.set(incident, (counts.get(incident) ?? 0) + 1);
  return closed.map((each) => (counts.get(each.incident) === 1 ? each : { ...each, address: each.folder }));
}

async function read(folder: string, name: string, version: string): Promise<Kept> {
  let problem: string | undefined;
  const record = await readRecord(folder, name, (says) => {
    problem = says;
  });
  if (!record) return { version, problem };
  try {
    return { version, closed: closedOf(name, record) };
  } catch (error) {
    return { version, problem: `${name}/${recordFile} is not understood: ${(error as Error).message}` };
  }
}

interface Written {
  name: string;
  version: string;
  /** Epoch ms */
  at: number;
}

/** The records there are; an incident counts as kept when its record is there. */
async function written(folder: string): Promise<{ files: Written[]; problems: string[] }> {
  const problems: string[] = [];
  const told = (what: string, error: NodeJS.ErrnoException) => {
    if (!['ENOENT', 'ENOTDIR'].includes(error.code ?? ''))
      problems.push(`${what} cannot be read: ${error.code ?? error.message}`);
  };
  const names = await readdir(folder).catch((error) => {
    told('The archive', error);
    return [];
  });
  const files = await pMap(
    names.filter((name) => name.startsWith('INC-')),
    async (name): Promise<Written | undefined> => {
      try {
        const { mtimeMs, size, ino } = await stat(path.join(folder, name, recordFile));
        return { name, version: [mtimeMs, size, ino].join(' '), at: mtimeMs };
      } catch (error) {
        told(`${name}/${recordFile}`, error as NodeJS.ErrnoException);
        return undefined;
      }
    },
    { concurrency: atOnce },
  );
  return { files: files.filter((file) => file !== undefined), problems };
}
