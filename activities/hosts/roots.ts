import type { BigIntStats } from 'node:fs';
import { lstat, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { whyNoRoot } from '../../systems/roots.ts';
import { failureOf, toFailure } from './failures.ts';
import { at, isWithin, type Machine, shown } from './machine.ts';

/** A folder of the catalogue in which files may be deleted. */
export interface Root {
  /** The machine's own path. */
  path: string;
  device: bigint;
}

/**
 * Looks at a folder of the catalogue.
 * @throws ApplicationFailure `ChangeRefused` where nothing is ever deleted below it; `TargetNotFound`, `NotAuthorised`
 */
export async function rootAt(machine: Machine, folder: string): Promise<Root> {
  const never = (because: string) =>
    failureOf({ trouble: 'refused', says: `Nothing is ever deleted below ${folder}: ${because}.` });
  const because = whyNoRoot(folder) ?? (folder === homedir() ? "it is the worker's home" : undefined);
  if (because !== undefined) throw never(because);
  const place = at(machine, folder);
  const [real, found] = await Promise.all([realpath(place), lstat(place, { bigint: true })]).catch(
    (error): never => {
      throw toFailure(error, folder, 'looked at');
    },
  );
  if (real !== place) {
    throw never(`a link leads to ${shown(machine, real) ?? real}, so write where the files really are`);
  }
  if (!found.isDirectory()) throw never('it is no folder');
  const owns = await ownWithin(machine, place);
  if (owns !== undefined) throw never(`Mayday itself keeps its files in ${owns}`);
  return { path: folder, device: found.dev };
}

/** A place of Mayday's own that lies in a folder, or in which the folder lies. */
async function ownWithin({ own }: Machine, place: string): Promise<string | undefined> {
  for (const each of own) {
    const real = await realpath(each).catch(() => each);
    if (isWithin(real, place) || isWithin(place, real)) return real;
  }
  return undefined;
}

/** When a file was last written, to the nanosecond: `2026-10-01T04:00:00.123456789Z` */
export function writtenAt({ mtimeMs, mtimeNs }: Pick<BigIntStats, 'mtimeMs' | 'mtimeNs'>): string {
  const second = new Date(Number(mtimeMs)).toISOString().slice(0, 19);
  return `${second}.${String(mtimeNs % 1_000_000_000n).padStart(9, '0')}Z`;
}
