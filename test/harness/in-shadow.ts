import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Stage } from './stage.ts';

/** The demo's file says from now on that Mayday only watches. */
export async function inShadow(stage: Stage): Promise<void> {
  const file = path.join(stage.folder, 'systems', 'demo.yaml');
  await writeFile(file, `${await readFile(file, 'utf8')}\nmode: shadow\n`);
}
