import { readFileSync, statSync } from 'node:fs';
import { type Loaded, loadSystem } from './load.ts';
import { mostCharacters } from './read-yaml.ts';
import type { SystemFile } from './schema.ts';

/** A readable file, and where an edit has broken it since: the version that counts. */
export interface Whole {
  system: SystemFile;
  hash: string;
  /** Set while the file as it is now cannot be read; `version` is when the one that counts was written. */
  broken?: { version: Date; problems: string[] };
}

/** A file that counts, or everything that is wrong with one that never could be read. */
export type Kept = Whole | { problems: string[] };

/** The files of a folder, each in the last version that could be read; one that is gone is forgotten. */
export interface KeptFiles {
  load(file: string): Kept;
  /** These are all the files there are now. */
  forgetOthers(files: readonly string[]): void;
}

/** bytes; no character takes more than four. */
const largestFile = 4 * mostCharacters;

/** Remembers for as long as the process lives. */
export function keepFiles(pathOf: (file: string) => string): KeptFiles {
  const seen = new Map<string, { stamp: string; loaded: Loaded }>();
  const lastWhole = new Map<string, { whole: Whole; version: Date }>();

  function asItIs(file: string): Loaded | 'gone' {
    try {
      const stat = statSync(pathOf(file));
      const { mtime, mtimeMs, size, ino } = stat;
      // A pipe is never read to its end, and what is huge is not worth the reading.
      if (!stat.isFile() && !stat.isDirectory())
        return { problems: [`${file}: cannot be read (it is no file)`] };
      if (size > largestFile) {
        return { problems: [`${file}:1: found ${size} bytes, expected at most ${largestFile}`] };
      }
      const stamp = `${mtimeMs} ${size} ${ino}`;
      const known = seen.get(file);
      if (known?.stamp === stamp) return known.loaded;
      const loaded = loadSystem(file, readFileSync(pathOf(file), 'utf8'));
      seen.set(file, { stamp, loaded });
      if ('system' in loaded) {
        const { system, hash } = loaded;
        lastWhole.set(file, { whole: { system, hash }, version: mtime });
      }
      return loaded;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // The next look reads it anew, whatever its stamp.
      seen.delete(file);
      return code === 'ENOENT' ? 'gone' : { problems: [`${file}: cannot be read (${code ?? error})`] };
    }
  }

  function load(file: string): Kept {
    const now = asItIs(file);
    if (now === 'gone') {
      lastWhole.delete(file);
      return { problems: [`${file}: cannot be read (ENOENT)`] };
    }
    if ('system' in now) return { system: now.system, hash: now.hash };
    const last = lastWhole.get(file);
    if (!last) return now;
    return { ...last.whole, broken: { version: last.version, problems: now.problems } };
  }

  function forgetOthers(files: readonly string[]): void {
    for (const file of lastWhole.keys()) if (!files.includes(file)) lastWhole.delete(file);
  }

  return { load, forgetOthers };
}

/** `2026-11-21 13:05:26 UTC` */
export function versionText(version: Date): string {
  return `${version.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
