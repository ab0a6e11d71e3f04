import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeBundle } from '../worker/bundle.ts';

let prepared: Promise<Record<string, string>> | undefined;

/** Environment by which processes start sooner: a bundle of the workflows made ahead, and what one has compiled. */
export function preparedEnvironment(): Promise<Record<string, string>> {
  prepared ??= prepare();
  return prepared;
}

async function prepare(): Promise<Record<string, string>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'mayday-bench-made-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const bundle = path.join(folder, 'workflows.js');
  await writeBundle(bundle);
  return { MAYDAY_WORKFLOW_BUNDLE: bundle, NODE_COMPILE_CACHE: path.join(folder, 'compiled') };
}
