import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import type { BackupPlace } from '../../workflows/contract/backups.ts';
import { final } from '../../workflows/contract/failures.ts';
import type { Resolve } from '../dependencies.ts';
import { endedInWords } from '../scripts/ended.ts';
import type { RunOptions, Scripts } from '../scripts/scripts.ts';

/** A backup that there is. */
export interface Backup {
  id: string;
  /** epoch ms */
  at: number;
  bytes: number;
}

/** Our access to the backups of catalogue files. */
export interface Backups {
  /**
   * Newest first.
   * @throws ApplicationFailure `TargetNotFound` or `InvalidInput`, which say what to do about it
   */
  list(place: BackupPlace, options: RunOptions): Promise<Backup[]>;
}

export function backupsBy(resolve: Resolve, scripts: Scripts): Backups {
  return {
    async list(place, options) {
      const found =
        place.kind === 'folder'
          ? await inFolder(place, resolve(place.folder))
          : await byScript(place, scripts, options);
      return found.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
    },
  };
}

type FolderPlace = Extract<BackupPlace, { kind: 'folder' }>;

/** Links are left out: a backup is what lies there itself. */
async function inFolder({ pattern, as }: FolderPlace, folder: string): Promise<Backup[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    const says = `The folder of backups cannot be read (${error.code}): ${folder}. Let the worker read it, or write another one.`;
    throw ApplicationFailure.nonRetryable(says, final.targetNotFound);
  });
  const fits = matching(pattern);
  const found = await Promise.all(
    names.filter(fits).map(async (name): Promise<Backup[]> => {
      const file = path.join(folder, name);
      const there = await lstat(file).catch(() => undefined);
      if (!there?.isFile()) return [];
      return [{ id: as === 'path' ? file : name, at: Math.floor(there.mtimeMs), bytes: there.size }];
    }),
  );
  return found.flat();
}

function matching(pattern: string): (name: string) => boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const whole = new RegExp(`^${parts.join('.*')}$`, 's');
  return (name) => !name.startsWith('.') && whole.test(name);
}

async function byScript(
  { script }: Extract<BackupPlace, { kind: 'script' }>,
  scripts: Scripts,
  options: RunOptions,
): Promise<Backup[]> {
  const cannot = (why: string) =>
    ApplicationFailure.nonRetryable(`${script.title}: ${why}.`, final.invalidInput);
  if (script.risk !== 'observe') throw cannot('it does more than look, and was not run');
  const prepared = await scripts.prepare(script, {}, Date.now());
  const ended = await prepared.run(options);
  if (ended.how !== 'exit' || ended.code !== 0) throw cannot(endedInWords(ended));
  return ended.tail.map((line) => {
    const backup = backupOf(line);
    if (backup) return backup;
    throw cannot(`its line ${JSON.stringify(line.slice(0, 100))} is no backup; expected "ID TIME BYTES"`);
  });
}

/** `nightly-7 2026-11-21T03:00:00Z 123456` */
function backupOf(line: string): Backup | undefined {
  const [id = '', time = '', size = '', ...more] = line.trim().split(/\s+/);
  const at = Date.parse(time);
  if (more.length > 0 || id === '' || !/^\d{4}-\d\d-\d\dT/.test(time) || Number.isNaN(at)) return undefined;
  return /^\d{1,15}$/.test(size) ? { id, at, bytes: Number(size) } : undefined;
}
