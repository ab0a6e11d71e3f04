import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { readHistories, type SavedRun } from '../../worker/replay/read-histories.ts';
import { outcomes } from './outcomes.ts';

const folder = new URL('histories/', import.meta.url);

/** A saved run, with the name of its outcome and the release whose code wrote it. */
export interface SavedOutcome extends SavedRun {
  outcome: string;
  release: string;
}

/** The releases whose histories are kept, oldest first. */
export async function releases(): Promise<string[]> {
  const names = await readdir(folder);
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

export async function outcomesOf(release: string): Promise<SavedOutcome[]> {
  const runs = await readHistories([fileURLToPath(new URL(release, folder))]);
  return runs.map((run) => {
    const outcome = run.name.replace(/^.*\/|\.json\.gz$/g, '');
    // A server that skips time does not say in a history whose it is.
    return { ...run, outcome, release, workflowId: outcomes[outcome]?.workflowId ?? run.workflowId };
  });
}

/** Keeps histories under a release; `only` these, else they take the place of all it had. */
export async function keep(
  release: string,
  histories: readonly { name: string; text: string }[],
  { only }: { only: boolean },
): Promise<string> {
  const place = fileURLToPath(new URL(`${release}/`, folder));
  if (!only) await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true });
  for (const { name, text } of histories) {
    await writeFile(`${place}${name}.json.gz`, gzipSync(text, { level: 9 }));
  }
  return place;
}
