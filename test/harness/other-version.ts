import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../servers/process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A change of one file of the sources: what is written there, and what stands there instead. */
export type Change = readonly [file: string, written: string, instead: string];

/** Bundles the workflows as they would be after these changes, in a copy of the sources; answers the bundle's file. */
export async function bundleOfVersion(file: string, changes: readonly Change[]): Promise<string> {
  const copy = await mkdtemp(path.join(tmpdir(), 'mayday-version-'));
  try {
    for (const part of ['package.json', 'codec', 'worker', 'workflows']) {
      await cp(path.join(root, part), path.join(copy, part), { recursive: true });
    }
    await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
    for (const [name, written, instead] of changes) {
      const place = path.join(copy, name);
      const text = await readFile(place, 'utf8');
      if (!text.includes(written)) throw new Error(`${name} has no "${written}" any more`);
      await writeFile(
        place,
        text.replace(written, () => instead),
      );
    }
    await run(process.execPath, [path.join(copy, 'worker/bundle.ts'), file], { timeoutMs: 120_000 });
    return file;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
