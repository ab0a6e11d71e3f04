import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A disk of its own that can be filled. */
export interface SmallDisk {
  folder: string;
  /** Leaves so many bytes, to a page. */
  fill(leave?: number): void;
  makeRoom(): void;
  remove(): void;
}

const page = 4_096;

/** Mounts one of 1 MB; a sentence where that is not allowed here. */
export function smallDisk(): SmallDisk | string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mayday-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    rmSync(folder, { recursive: true });
    return 'a small disk cannot be mounted here: run it as root';
  }
  const filler = path.join(folder, 'filler');
  return {
    folder,
    fill(leave = 0) {
      const file = openSync(filler, 'w');
      try {
        for (let left = Number.POSITIVE_INFINITY; left > 0; ) left = writeSync(file, Buffer.alloc(page));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
      if (leave > 0) execFileSync('truncate', ['-s', `-${leave}`, filler]);
    },
    makeRoom: () => rmSync(filler, { force: true }),
    remove() {
      execFileSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
