import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { readRecord } from '../records.ts';
import type { Kept } from './audit.ts';

/** The folders of an archive whose incident's name begins like that; none where there is no archive. */
export async function keptUnder(archive: string, nameStart: string): Promise<string[]> {
  const names = await readdir(archive).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => name.startsWith(nameStart)).sort();
}

/** What one folder of an archive keeps. @throws Error with a sentence where its record cannot be read */
export async function readKept(archive: string, name: string): Promise<Kept> {
  let problem = '';
  const record = await readRecord(archive, name, (says) => {
    problem = says;
  });
  if (!record) throw new Error(`The record cannot be audited: ${problem}.`);
  const files = (await readdir(path.join(archive, name))).filter((file) => age(file) !== undefined);
  const histories = await Promise.all(
    files
      .sort((a, b) => (age(b) ?? 0) - (age(a) ?? 0))
      .map(async (file) => ({ name: file, text: await readFile(path.join(archive, name, file), 'utf8') })),
  );
  return { record, histories };
}

/** How many runs before the last one a file's history is; undefined for other files. */
function age(file: string): number | undefined {
  const [whole, before] = /^history(?:-before-(\d+))?\.json$/.exec(file) ?? [];
  return whole === undefined ? undefined : Number(before ?? 0);
}
