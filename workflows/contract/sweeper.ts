import type { Notice } from './notices.ts';

/** The Temporal Schedule that starts a sweep each minute. */
export const sweeperScheduleId = 'mayday-sweeper';

/** One run of a workflow. */
export interface Run {
  workflowId: string;
  runId: string;
}

/** A closed run that could not be told or kept yet. */
export interface Unfinished extends Run {
  /** Sweeps that tried to keep it. */
  tries: number;
}

/** How far the list of closed runs has been read. */
export interface ClosedWalk {
  /** RFC 3339; absent = from the oldest run that the namespace keeps. */
  since?: string;
  /** Where the list goes on, and when its first page was read (RFC 3339). */
  page?: { token: string; began: string };
}

/** What a sweep leaves to the next one, as its result. */
export interface SweepProgress {
  /** Where the list of open incidents goes on; absent = at its beginning. */
  open?: string;
  closed: ClosedWalk;
  unfinished: Unfinished[];
}

/** A closed run that needs a hand: what is to be said first, then it is kept. */
export interface ClosedRun extends Run {
  notices: Notice[];
}

/** Looks after the incidents from outside, on the coordination queue. */
export interface SweeperActivities {
  /** Describes a page of open incidents; answers a page notice for each that is stuck, and where the next page begins. */
  findStuck(from: { page?: string }): Promise<{ notices: Notice[]; page?: string }>;
  /** Reads a page of closed runs, and looks at those of `again` too; answers the ones that are not told or kept yet. */
  findClosed(from: { walk: ClosedWalk; again: Run[] }): Promise<{ runs: ClosedRun[]; walk: ClosedWalk }>;
  /**
   * Keeps a closed run's history, and its record where it kept none itself; the bare facts where no worker can tell
   * more and `bare` allows it. Throws `TargetUnreachable` where no worker can tell more.
   */
  keepClosed(run: Run & { bare: boolean }): Promise<void>;
}
