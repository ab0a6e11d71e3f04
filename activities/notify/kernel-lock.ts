import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';

const sqliteBusy = 5;
const patience = 10_000;

/**
 * A lock between processes that the kernel itself frees when its holder dies: SQLite's own, on an empty database
 * file. A lock file with a pid would have us guess whether its owner still lives. The work is synchronous, so it
 * also excludes the rest of this process. Throws when the lock cannot be had within 10 s.
 */
export function kernelLock(file: string): <T>(work: () => T) => Promise<T> {
  let database: DatabaseSync | undefined;

  return async (work) => {
    for (const deadline = Date.now() + patience; ; ) {
      database ??= new DatabaseSync(file, { timeout: 0 });
      if (begin(database)) {
        try {
          return work();
        } finally {
          database.exec('ROLLBACK');
        }
      }
      if (Date.now() > deadline) throw new Error(`${file} was locked for ${patience / 1000} s`);
      await delay(5 + Math.random() * 10);
    }
  };
}

function begin(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode !== sqliteBusy) throw error;
    return false;
  }
}
