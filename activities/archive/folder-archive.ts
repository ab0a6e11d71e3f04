import { randomUUID } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { readRecord, readRecords, recordFile } from '../../archive/records.ts';
import { incidentName } from '../../workflows/contract/keys.ts';
import type { Archive } from '../dependencies.ts';
import { diskFailure } from './disk-failure.ts';

const closedFile = 'closed.json';
const partialPrefix = '.partial-';

/**
 * Keeps each incident in a folder `INC-7K3FQ2-0198f1c2`: record.json, history.json and post-mortem.md,
 * and closed.json once the history is that of a closed run.
 * `report` is told of what cannot be read, one sentence each. Throws `TargetUnreachable` where the disk is full or not ours
 * to write, else the file system's errors.
 */
export function folderArchive(folder: string, report: (problem: string) => void = () => {}): Archive {
  return {
    asKept: (record) => record,
    async keep(record, history, postMortem) {
      const place = path.join(folder, folderName(record.incident, record.keyId));
      await make(place);
      await write(place, 'history.json', history);
      await write(place, 'post-mortem.md', postMortem);
      // Last, because an incident counts as kept when its record is there.
      await write(place, recordFile, `${JSON.stringify(record, null, 2)}\n`);
      await removePartials(place);
      return path.resolve(place, 'post-mortem.md');
    },
    async close(keyId, runId, history) {
      const place = path.join(folder, folderName(incidentName(keyId), keyId));
      await write(place, 'history.json', history);
      await write(place, closedFile, `${JSON.stringify({ run: runId })}\n`);
    },
    async put(keyId, name, content) {
      const place = path.join(folder, folderName(incidentName(keyId), keyId));
      await make(place);
      await write(place, name, content);
      return path.resolve(place, name);
    },
    async find(keyId) {
      const name = folderName(incidentName(keyId), keyId);
      if (!(await exists(path.join(folder, name, recordFile)))) return undefined;
      const record = await readRecord(folder, name, report);
      return record && { record, closedRun: await readClosedRun(name) };
    },
    list: () => readRecords(folder, report),
  };

  async function readClosedRun(name: string): Promise<string | undefined> {
    const place = path.join(folder, name, closedFile);
    if (!(await exists(place))) return undefined;
    try {
      const { run } = JSON.parse(await readFile(place, 'utf8'));
      return typeof run === 'string' ? run : undefined;
    } catch (error) {
      report(`${name}/${closedFile} cannot be read: ${(error as Error).message}`);
      return undefined;
    }
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function folderName(incident: string, keyId: string): string {
  return `${incident}-${keyId.slice(0, 8)}`.replace(/[^A-Za-z0-9-]/g, '_');
}

async function make(place: string): Promise<void> {
  await mkdir(place, { recursive: true }).catch((error: unknown) => {
    throw diskFailure(error, 'The archive', place);
  });
}

/** A file that is whole or as it was before, whatever is killed when. */
async function write(folder: string, name: string, text: string): Promise<void> {
  const partial = path.join(folder, `${partialPrefix}${name}-${randomUUID()}`);
  try {
    const file = await open(partial, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path.join(folder, name));
  } catch (error) {
    // On a full disk each attempt would take a little more of it.
    await rm(partial, { force: true }).catch(() => {});
    throw diskFailure(error, 'The archive', folder);
  }
}

/** What killed attempts left behind. */
async function removePartials(folder: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => name.startsWith(partialPrefix));
  await Promise.all(left.map((name) => rm(path.join(folder, name), { force: true })));
}
