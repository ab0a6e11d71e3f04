import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const grace = 5_000;
const pause = 100;

/** A program and all that it started. */
export interface Tree {
  /** Its process group. */
  group: number;
  /** A variable of its environment, as `NAME=value`, that all it starts inherits. */
  mark: string;
}

/** Ends all that is left of a tree: asked to end first, and after 5 s killed. Answers how many there were. */
export async function endTree(tree: Tree): Promise<number> {
  let left = await living(tree);
  const found = left.length;
  signal(left, 'SIGTERM');
  for (let waited = 0; left.length > 0 && waited < grace; waited += pause) {
    await delay(pause);
    left = await living(tree);
  }
  for (let round = 0; left.length > 0 && round < 20; round += 1) {
    signal(left, 'SIGKILL');
    await delay(pause);
    left = await living(tree);
  }
  return found;
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended in between, or is another user's by now.
    }
  }
}

/** Also those that left the group, where /proc shows their environment; elsewhere the group as a whole. */
async function living({ group, mark }: Tree): Promise<number[]> {
  const names = await readdir('/proc').catch(() => undefined);
  if (!names) return groupLives(group) ? [-group] : [];
  const pids = names.filter((name) => /^\d+$/.test(name));
  const belongs = await Promise.all(pids.map((pid) => isOf(pid, group, mark)));
  return pids.filter((_, i) => belongs[i]).map(Number);
}

async function isOf(pid: string, group: number, mark: string): Promise<boolean> {
  if (Number(pid) === process.pid) return false;
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  // The name in brackets may hold anything; state, parent and group come after it.
  const [state, , own] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (stat === '' || state === 'Z' || state === 'X') return false;
  if (Number(own) === group) return true;
  const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  return environment.split('\0').includes(mark);
}

function groupLives(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}
