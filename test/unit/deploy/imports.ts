import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './compose-file.ts';

/** What the image's commands begin with. */
export const entryPoints = [
  'worker/main.ts',
  'worker/bundle.ts',
  'client/gateway/main.ts',
  'client/cli/main.ts',
  'client/codec-server/main.ts',
];

/** All files of ours that these import, and the packages; a lazy import counts, one of types does not. */
export function reachable(entries: readonly string[] = entryPoints): { files: string[]; packages: string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const look = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    const text = readFileSync(path.join(root, file), 'utf8');
    const imports = text.matchAll(
      /(?:^(?:import|export)(?! type)[^;]*? from |^import |\bimport\()'([^']+)'/gms,
    );
    for (const [, name = ''] of imports) {
      if (name.startsWith('.')) look(path.join(path.dirname(file), name));
      else if (!name.startsWith('node:')) packages.add(/^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
    }
  };
  for (const entry of [...entries, ...globSync('workflows/**/*.ts', { cwd: root })]) look(entry);
  return { files: [...files], packages: [...packages] };
}
