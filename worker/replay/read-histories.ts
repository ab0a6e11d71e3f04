import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';

/** A run's history, and what it goes by. */
export interface SavedRun {
  /** Its file, or the workflow id it was asked for by. */
  name: string;
  /** By which its payloads may be encrypted, and some types go. */
  workflowId: string;
  history: temporal.api.history.v1.IHistory;
}

const endings = ['.json', '.json.gz'];

/**
 * Reads histories as `temporal workflow show --output json`, the Temporal UI's download and the archive have them; a
 * folder stands for all `.json` and `.json.gz` files in it and below.
 * @throws Error with a sentence that names the file
 */
export async function readHistories(places: readonly string[], workflowId?: string): Promise<SavedRun[]> {
  const files = (await Promise.all(places.map(filesOf))).flat();
  return await Promise.all(files.map((file) => readOne(file, workflowId)));
}

async function filesOf(place: string): Promise<string[]> {
  const found = await stat(place).catch(() => undefined);
  if (!found) throw new Error(`${place} is not there: name a history's file, or a folder of them.`);
  if (!found.isDirectory()) return [place];
  const all = await readdir(place, { recursive: true });
  const files = all.filter((name) => endings.some((ending) => name.endsWith(ending)));
  if (files.length === 0) throw new Error(`${place} holds no ${endings.join(' or ')} file.`);
  return files.sort().map((name) => path.join(place, name));
}

async function readOne(file: string, workflowId: string | undefined): Promise<SavedRun> {
  const history = await parsed(file);
  const [first] = history.events ?? [];
  const started = first?.workflowExecutionStartedEventAttributes;
  if (!started) {
    throw new Error(
      `${file} is no history from its beginning: save one with temporal workflow show -w ID --output json, or download it in the Temporal UI.`,
    );
  }
  return { name: file, workflowId: started.workflowId || workflowId || path.basename(file), history };
}

async function parsed(file: string): Promise<temporal.api.history.v1.IHistory> {
  try {
    const bytes = await readFile(file);
    const content: unknown = JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
    // The Temporal UI's download is the bare list.
    return historyFromJSON(Array.isArray(content) ? { events: content } : content);
  } catch (error) {
    throw new Error(`${file} cannot be read as a history: ${(error as Error).message}.`);
  }
}
