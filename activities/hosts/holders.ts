import { readdir, readFile, stat } from 'node:fs/promises';
import { at, type Machine } from './machine.ts';
import type { OldFile } from './old-files.ts';

const bounds = { ms: 2_000 };

/** Which processes hold files open, by the file's path, as `rsync (412)`; only those that the worker may look into. */
export async function holders(machine: Machine, files: readonly OldFile[]): Promise<Map<string, string>> {
  const until = Date.now() + bounds.ms;
  const wanted = new Map(files.map((file) => [`${file.device}:${file.inode}`, file.path]));
  const held = new Map<string, string>();
  const { processes, pids } = await running(machine);
  for (const pid of pids) {
    if (Date.now() > until) break;
    const open = `${processes}/${pid}/fd`;
    const names = await readdir(open).catch(() => []);
    const stats = await Promise.all(
      names.map((name) => stat(`${open}/${name}`, { bigint: true }).catch(() => undefined)),
    );
    for (const each of stats) {
      const place = each && wanted.get(`${each.dev}:${each.ino}`);
      if (place === undefined || held.has(place)) continue;
      const name = await readFile(`${processes}/${pid}/comm`, 'utf8').catch(() => 'a process');
      held.set(place, `${name.trim()} (${pid})`);
    }
  }
  return held;
}

/** A container does not always see the processes of its machine, then its own. */
async function running(machine: Machine): Promise<{ processes: string; pids: string[] }> {
  for (const processes of [at(machine, '/proc'), '/proc']) {
    const pids = (await readdir(processes).catch(() => [])).filter((name) => /^\d+$/.test(name));
    if (pids.length > 0) return { processes, pids };
  }
  return { processes: '/proc', pids: [] };
}
