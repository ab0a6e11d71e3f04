import { readFile, writeFile } from 'node:fs/promises';
import { type Victim, victims } from './ground.ts';
import type { KillPlayed, Undisturbed } from './record.ts';

/** What was played of one process. */
export interface Row {
  process: Victim;
  /** Events of the undisturbed history. */
  events: number;
  /** Steps in which it grew, and those at which the process was killed. */
  steps: number;
  killedAt: number;
  kills: number;
  /** Plays whose history closed before so many events. */
  notReached: number;
  /** Plays that those outside saw otherwise. */
  different: number;
  /** s */
  medianPlay: number;
}

/** The result as it is kept: the table, and each difference. */
export interface Figures {
  runbook: 'databaseIssues';
  rows: Row[];
  differences: { process: Victim; events: number; newest: string; differences: string[] }[];
}

export function figures({ lengths }: Undisturbed, played: readonly KillPlayed[]): Figures {
  const rows = victims.map((victim): Row => {
    const own = played.filter((each) => each.victim === victim);
    const done = own.filter(({ killed, stuck }) => killed || stuck);
    return {
      process: victim,
      events: lengths.at(-1) ?? 0,
      steps: lengths.length,
      killedAt: new Set(done.map(({ at }) => at)).size,
      kills: done.length,
      notReached: own.filter(({ killed, differences }) => !killed && differences.length === 0).length,
      different: own.filter(({ differences }) => differences.length > 0).length,
      medianPlay: Math.round(median(done.map(({ ms }) => ms)) / 100) / 10,
    };
  });
  const different = played.filter(({ differences }) => differences.length > 0);
  return {
    runbook: 'databaseIssues',
    rows,
    differences: different.map(({ victim, at, killed, differences }) => ({
      process: victim,
      events: killed?.events ?? at,
      newest: killed?.newest ?? 'not known',
      differences,
    })),
  };
}

/** The table in Markdown. */
export function table({ rows }: Figures): string {
  const head = ['process', 'events', 'steps', 'killed at', 'kills', 'seen otherwise', 'a play, median'];
  const lines = rows.map((row) => [
    row.process,
    row.events,
    row.steps,
    row.killedAt,
    row.kills,
    row.different,
    row.kills === 0 ? '–' : `${row.medianPlay} s`,
  ]);
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const place = /(<!-- faults: begin -->\n)[\s\S]*?(<!-- faults: end -->)/;

/** Puts the table where the page has room for it. @throws Error where it has none */
export async function writeTable(page: string, found: Figures): Promise<void> {
  const text = await readFile(page, 'utf8');
  if (!place.test(text))
    throw new Error(`${page} has no "<!-- faults: begin -->" and "<!-- faults: end -->".`);
  await writeFile(
    page,
    text.replace(place, (_, begin, end) => `${begin}${table(found)}\n${end}`),
  );
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
