import type { Outcome, Size } from './measure.ts';

/** A measure that a process of its own takes. */
export interface Task {
  id: string;
  size: Omit<Size, 'say'>;
}

/** What it came to. */
export type Ended = Outcome | { failed: string };
