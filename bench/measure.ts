import type { Interval, Target } from './statistics.ts';

/** `tuned` takes the 50 ms off each hop of the development server; `stock` is that server as it comes. */
export type Profile = 'tuned' | 'stock';

/** How much is done. */
export interface Size {
  profile: Profile;
  /** Blocks of either side, A/B/A/B; one more pair goes before them and does not count. */
  pairs: number;
  /** A smoke: as little as shows that it runs. */
  quick: boolean;
  /** Goes further than is usual, where a measure can. */
  large: boolean;
  say(line: string): void;
}

/** What one side measured. */
export interface Figures {
  /** `ms`, `1/s`, `MB`, … */
  unit: string;
  p50: number;
  p99?: number;
  /** How many samples that is. */
  count: number;
}

/** One figure of a measure, held against its target. */
export interface Row {
  /** What of it, e.g. `p50`. */
  name: string;
  value: Interval;
  /** Of the value: `×` = a ratio to the bare side. */
  unit: string;
  /** Without it, it is only told. */
  target?: Target;
  mayday?: Figures;
  bare?: Figures;
}

/** What a measure found. */
export interface Outcome {
  rows: Row[];
  /** CPU seconds of each process while that side was measured, by side and name. */
  cpu?: Record<string, Record<string, number>>;
  /** How many blocks of each side that was, where it is not the pairs that were asked for: `5 starts`. */
  blocks?: string;
  /** Sentences on how to read it, e.g. why something is not reached. */
  notes?: string[];
}

/** One line of the table in issue and docs; a file of `measures/` exports it as `measure`. */
export interface Measure {
  /** `B1`, … */
  id: string;
  title: string;
  /** What it is held against, in words. */
  against: string;
  /** Pairs that count where nobody says how many; 5 without it. */
  pairs?: number;
  /** About how long it takes with these on two cores; three times that is its deadline. */
  minutes: number;
  /** Whether the 50 ms of each hop are on its path, so that the server as it comes is told, too. */
  stock?: true;
  /** Runs from nothing to its end, and leaves no process behind. */
  run(size: Size): Promise<Outcome>;
}
