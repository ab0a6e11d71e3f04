import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

interface Seen {
  pid: number;
  parent: number;
  /** Clock ticks after boot; tells it from a later process with its number. */
  started: string;
  zombie: boolean;
}

/**
 * Every process that comes of one: children, their children, and those that left its group or lost their
 * parent. Needs Linux's /proc.
 */
export class Descendants {
  /** For the environment of the first process: what inherits it is found without its parents, too. */
  readonly mark = { MAYDAY_TEST_DESCENDANTS: randomUUID() };
  private readonly known = new Map<number, string>();
  private looking?: NodeJS.Timeout;

  /** Looks ten times a second from now on. */
  follow(pid: number): void {
    this.look();
    const first = processes().find((one) => one.pid === pid);
    if (first) this.known.set(pid, first.started);
    this.looking = setInterval(() => this.look(), 100);
  }

  get count(): number {
    return this.known.size;
  }

  /** Those that run now, the first one too, each as `pid command`. */
  running(): string[] {
    this.look();
    const [mark = ''] = Object.values(this.mark);
    return processes()
      .filter(({ zombie }) => !zombie)
      .filter(
        ({ pid, started }) => this.known.get(pid) === started || read(`/proc/${pid}/environ`).includes(mark),
      )
      .map(({ pid }) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()}`);
  }

  /** SIGKILL to what still runs; for tests that failed. */
  end(): void {
    clearInterval(this.looking);
    for (const line of this.running()) {
      try {
        process.kill(Number.parseInt(line, 10), 'SIGKILL');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
  }

  private look(): void {
    const now = processes();
    const starts = new Map(now.map(({ pid, started }) => [pid, started]));
    const isOurs = (pid: number) => this.known.has(pid) && this.known.get(pid) === starts.get(pid);
    // A parent may stand behind its child in the list.
    for (let before = -1; before !== this.known.size; ) {
      before = this.known.size;
      for (const { pid, parent, started } of now) if (isOurs(parent)) this.known.set(pid, started);
    }
  }
}

function processes(): Seen[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const stat = read(`/proc/${name}/stat`);
      // The command's name stands in parentheses and may hold anything.
      const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const started = rest[17];
      if (started === undefined) return [];
      return [{ pid: Number(name), parent: Number(parent), started, zombie: state === 'Z' }];
    });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
