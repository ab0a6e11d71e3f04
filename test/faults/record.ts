import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Victim } from './ground.ts';
import type { Outside } from './outside.ts';

/** The undisturbed run that the others are held against. */
export interface Undisturbed {
  kind: 'undisturbed';
  seen: Outside;
  /** The lengths that its history had. */
  lengths: number[];
}

/** One kill, and what came of it. */
export interface KillPlayed {
  kind: 'kill';
  victim: Victim;
  /** As soon as the history had so many events. */
  at: number;
  /** How long the history was, and its newest event; absent where it closed before. */
  killed?: { events: number; newest: string };
  again: number;
  ms: number;
  /** The story did not come to its end. */
  stuck?: true;
  differences: string[];
}

type Line = Undisturbed | KillPlayed;

/** What has been played, a line each in a file, so that a later run goes on where this one ends. */
export class PlayRecord {
  private readonly file: string;
  private readonly lines: Line[];

  private constructor(file: string, lines: Line[]) {
    this.file = file;
    this.lines = lines;
  }

  static async open(file: string): Promise<PlayRecord> {
    await mkdir(path.dirname(file), { recursive: true });
    const text = await readFile(file, 'utf8').catch(() => '');
    // The last line of a run that was interrupted may not be whole.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole !== text) await writeFile(file, whole);
    return new PlayRecord(
      file,
      whole
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    );
  }

  get undisturbed(): Undisturbed | undefined {
    return this.lines.find((line) => line.kind === 'undisturbed');
  }

  get kills(): KillPlayed[] {
    return this.lines.filter((line) => line.kind === 'kill');
  }

  async add(line: Line): Promise<void> {
    this.lines.push(line);
    await appendFile(this.file, `${JSON.stringify(line)}\n`);
  }
}
