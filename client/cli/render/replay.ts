import type { Look } from '../screen.ts';
import { table } from './table.ts';

/** A run that was replayed. */
export interface ReplayedRun {
  name: string;
  type: string;
  events: number;
  /** Why it would not go on. */
  differs?: string;
}

/** A line per run: mark, which, what came of it. */
export function replayText(runs: readonly ReplayedRun[], { paint }: Look): string {
  return table(
    runs.map(({ name, type, events, differs }) =>
      differs === undefined
        ? [paint('green', '✔'), name, `${type}, ${events} events: goes on with this code`]
        : [paint('red', '✖'), name, `${type}, ${events} events. ${differs}`],
    ),
  );
}
