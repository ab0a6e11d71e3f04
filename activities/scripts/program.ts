import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { failureOf } from './failures.ts';

/** A program that may be run. */
export interface Program {
  /** Absolute. */
  file: string;
  /** Absolute. */
  folder: string;
  /** Of the program itself, not of what it calls. */
  sha256: string;
  /** When it was written, RFC 3339. */
  written: string;
}

/**
 * The program of a script below its folder, with no link out of it.
 * @throws ApplicationFailure `InvalidInput` or `ChangeRefused`, which say what to do about it
 */
export async function programIn(folder: string, program: string): Promise<Program> {
  const settings = (says: string) => failureOf({ trouble: 'settings', says });
  const never = (says: string) => failureOf({ trouble: 'never', says });
  if (!path.isAbsolute(folder)) {
    throw settings(`The folder of scripts is not one ("${folder}"): write its path from "/".`);
  }
  const root = await realpath(folder).catch(() => undefined);
  if (root === undefined || !(await stat(root)).isDirectory()) {
    throw settings(
      `There is no folder ${folder} where this worker runs: put the scripts there, or write the right one under scriptsRun.`,
    );
  }
  const named = path.resolve(root, path.isAbsolute(program) ? path.relative(folder, program) : program);
  const file = await realpath(named).catch(() => undefined);
  if (file === undefined)
    throw settings(`There is no script ${program} in ${folder} where this worker runs.`);
  if (path.relative(root, file).split(path.sep)[0] === '..') {
    throw never(`${program} leads out of ${folder} (to ${file}): it is never run.`);
  }
  const seen = await stat(file);
  if (!seen.isFile()) throw never(`${program} in ${folder} is no file.`);
  if (seen.mode & constants.S_IWOTH) {
    throw never(`${file} may be written by everybody, so it is never run: chmod o-w ${file}`);
  }
  try {
    await access(file, constants.R_OK | constants.X_OK);
  } catch {
    throw settings(`${file} cannot be run by this worker: chmod +rx ${file}`);
  }
  const content = await readFile(file);
  const starts = content.subarray(0, 4).toString('latin1');
  if (!starts.startsWith('#!') && starts !== '\x7fELF') {
    throw settings(`${file} does not say what runs it: begin it with a line like #!/bin/bash`);
  }
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { file, folder: root, sha256, written: seen.mtime.toISOString() };
}
