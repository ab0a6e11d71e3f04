import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pMap from 'p-map';
import type { IncidentRecord } from '../workflows/contract/incident.ts';

export const recordFile = 'record.json';

/** Reads at once; each record is a file of its own. */
const atOnce = 16;

/** The records of an archive, newest first; `report` is told of what cannot be read, one sentence each. */
export async function readRecords(
  folder: string,
  report: (problem: string) => void,
): Promise<IncidentRecord[]> {
  const records = await pMap(await folders(folder, report), (name) => readRecord(folder, name, report), {
    concurrency: atOnce,
  });
  return records
    .filter((record) => record !== undefined)
    .sort((a, b) => Date.parse(b.openedAt) - Date.parse(a.openedAt));
}

/** The record in one folder of an archive; undefined, and reported, if it cannot be read. */
export async function readRecord(
  folder: string,
  name: string,
  report: (problem: string) => void,
): Promise<IncidentRecord | undefined> {
  try {
    const record: unknown = JSON.parse(await readFile(path.join(folder, name, recordFile), 'utf8'));
    if (isRecord(record)) return record;
    report(`${name}/${recordFile} is not the record of an incident`);
  } catch (error) {
    report(`${name}/${recordFile} cannot be read: ${(error as Error).message}`);
  }
  return undefined;
}

async function folders(folder: string, report: (problem: string) => void): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return (
      entries
        // Tickets may have a folder of their own there.
        .filter((entry) => entry.isDirectory() && entry.name.startsWith('INC-'))
        .map((entry) => entry.name)
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      report(`${folder} cannot be read: ${(error as Error).message}`);
    }
    return [];
  }
}

function isRecord(value: unknown): value is IncidentRecord {
  const record = value as Partial<IncidentRecord> | null;
  return (
    typeof record === 'object' &&
    typeof record?.keyId === 'string' &&
    typeof record.incident === 'string' &&
    !Number.isNaN(Date.parse(record.openedAt ?? '')) &&
    Array.isArray(record.timeline)
  );
}
