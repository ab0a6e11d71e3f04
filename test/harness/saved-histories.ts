import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';

/** What a story's run is saved as; `run` counts from 1. */
export function historyFile(title: string, run = 1): string {
  return `${title.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase()}${run === 1 ? '' : `-${run}`}.json`;
}

/** Keeps the runs of a story where MAYDAY_SAVE_HISTORIES names a folder. */
export async function saveHistories(
  title: string,
  runs: readonly { history: temporal.api.history.v1.IHistory }[],
): Promise<void> {
  const folder = process.env.MAYDAY_SAVE_HISTORIES;
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  for (const [i, { history }] of runs.entries()) {
    await writeFile(path.join(folder, historyFile(title, i + 1)), `${historyToJSON(history)}\n`);
  }
}
