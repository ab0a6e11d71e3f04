import { readFileSync } from 'node:fs';
import type { Environment } from './setting.ts';

/** A variable's value, and whether it stood in the file that `NAME_FILE` names. */
export interface Given {
  value: string;
  fromFile: boolean;
}

/**
 * The variable of that name, or what stands in the file that `NAME_FILE` names; undefined if neither is set, and empty
 * counts as not set. The file is read at each call, so that a secret can be renewed while a process runs.
 * @throws Error with half a sentence: both are set, or the file cannot be read or is empty
 */
export function givenValue(name: string, environment: Environment): Given | undefined {
  const value = own(environment, name);
  const file = own(environment, `${name}_FILE`);
  if (file === undefined) return value === undefined ? undefined : { value, fromFile: false };
  if (value !== undefined) throw new Error(`${name} and ${name}_FILE are both set: keep one of them`);
  const text = read(name, file).replace(/\r?\n$/, '');
  if (!text.trim()) throw new Error(`${name}_FILE names ${shown(file)}, which is empty`);
  return { value: text, fromFile: true };
}

function own(environment: Environment, name: string): string | undefined {
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
  return value?.trim() ? value : undefined;
}

function read(name: string, file: string): string {
  try {
    return readFileSync(file.trim(), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `${name}_FILE names ${shown(file)}, which cannot be read (${code}): write the file's path`,
    );
  }
}

// Where a secret stands instead of a path, it must not come into a log.
function shown(file: string): string {
  return /^(\/|\.{1,2}\/|~)/.test(file.trim()) ? `"${file.trim()}"` : 'a file';
}
