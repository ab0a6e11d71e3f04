import { readdir, readFile } from 'node:fs/promises';

/** Whether a process group has a member that runs; ended ones that nobody has waited for yet do not count. */
export async function isRunning(group: number): Promise<boolean> {
  try {
    process.kill(-group, 0);
  } catch {
    return false;
  }
  const entries = await readdir('/proc').catch(() => undefined);
  if (!entries) return true;
  const stats = await Promise.all(
    entries
      .filter((entry) => /^\d+$/.test(entry))
      .map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')),
  );
  return stats.some((stat) => {
    const [state, , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(itsGroup) === group && state !== 'Z';
  });
}
