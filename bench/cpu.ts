import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

let ticks: number | undefined;

/** CPU seconds that each process has used so far; none of a process that is gone, or where the system has no /proc. */
export function cpuSeconds(processes: Record<string, number | undefined>): Record<string, number> {
  const used: Record<string, number> = {};
  for (const [name, pid] of Object.entries(processes)) {
    const seconds = pid === undefined ? undefined : secondsOf(pid);
    if (seconds !== undefined) used[name] = seconds;
  }
  return used;
}

function secondsOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold blanks: the fields count from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8', timeout: 10_000 }));
    return (Number(fields[11]) + Number(fields[12])) / ticks;
  } catch {
    return undefined;
  }
}
