import { constants } from 'node:fs';
import { access, lstat, open, readlink, unlink } from 'node:fs/promises';
import path from 'node:path';
import { at, type Machine } from './machine.ts';
import { writtenAt } from './roots.ts';

/** The very file that a plan lists. */
export interface ListedFile {
  /** The machine's own path. */
  path: string;
  device: string;
  inode: string;
  size: number;
  writtenAt: string;
}

/** What a path holds by now: that file, nothing, or something else. */
export type Now = { is: 'same' } | { is: 'gone' } | { is: 'other'; because: string };

/** Looks at a listed file. */
export async function lookAt(machine: Machine, file: ListedFile): Promise<Now> {
  return await inFolder(machine, file, async () => ({ is: 'same' }));
}

/** Deletes a listed file if it is still that very file. */
export async function deleteFile(machine: Machine, file: ListedFile): Promise<Now> {
  return await inFolder(machine, file, async (place) => {
    try {
      await unlink(place);
      return { is: 'same' };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return { is: 'gone' };
      return { is: 'other', because: `cannot be deleted (${code})` };
    }
  });
}

/** Whether the worker may delete in a folder. */
export async function mayDelete(machine: Machine, folder: string): Promise<boolean> {
  return await access(at(machine, folder), constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The folder is held open meanwhile, so that no link put into the path leads elsewhere. */
async function inFolder(
  machine: Machine,
  file: ListedFile,
  act: (place: string) => Promise<Now>,
): Promise<Now> {
  const place = at(machine, file.path);
  const folder = path.dirname(place);
  const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
  let held: Awaited<ReturnType<typeof open>>;
  try {
    held = await open(folder, flags);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { is: 'gone' };
    const because =
      code === 'ENOTDIR' || code === 'ELOOP' ? 'is behind a link by now' : `cannot be looked at (${code})`;
    return { is: 'other', because };
  }
  try {
    const here = `/proc/self/fd/${held.fd}`;
    if ((await readlink(here)) !== folder) return { is: 'other', because: 'is behind a link by now' };
    const beside = `${here}/${path.basename(place)}`;
    const moved = await differs(beside, file);
    return moved ?? (await act(beside));
  } finally {
    await held.close();
  }
}

async function differs(place: string, file: ListedFile): Promise<Now | undefined> {
  const now = await lstat(place, { bigint: true }).catch(
    (error: NodeJS.ErrnoException) => error.code ?? 'unknown',
  );
  if (typeof now === 'string') {
    return now === 'ENOENT' ? { is: 'gone' } : { is: 'other', because: `cannot be looked at (${now})` };
  }
  if (!now.isFile() || `${now.ino}` !== file.inode || `${now.dev}` !== file.device) {
    return { is: 'other', because: 'is another file by now' };
  }
  if (writtenAt(now) !== file.writtenAt || Number(now.size) !== file.size) {
    return { is: 'other', because: `was written since, at ${writtenAt(now).slice(0, 19)}` };
  }
  return undefined;
}
