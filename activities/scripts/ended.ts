import { durationText } from '../../systems/duration.ts';

/** How a run of a script ended. */
export type Ended = {
  /** ms */
  took: number;
  /** Its last lines, of both streams. */
  tail: string[];
} & (
  | { how: 'exit'; code: number }
  | { how: 'signal'; signal: string }
  /** It took longer than `limit` ms, and was ended with all that it had started. */
  | { how: 'time-out'; limit: number }
  /** The worker shuts down, or nobody waits for it any more. */
  | { how: 'stopped' }
  /** Nothing of it ran. */
  | { how: 'not started'; because: string }
);

/** As a half-sentence: `exit code 3 after 2s: cannot connect`. */
export function endedInWords(ended: Ended): string {
  const last = ended.tail.at(-1);
  const says = last === undefined ? '' : `: ${last.slice(0, 200).replace(/[.…]+$/, '')}`;
  const after = `after ${tookInWords(ended.took)}`;
  switch (ended.how) {
    case 'exit':
      return `exit code ${ended.code} ${after}${says}`;
    case 'signal':
      return `ended by ${ended.signal} ${after}${says}`;
    case 'time-out':
      return `it did not come to its end within ${tookInWords(ended.limit)} and was ended with all that it had started${says}`;
    case 'stopped':
      return `it was ended ${after}, since its worker shuts down or nobody waits for it any more${says}`;
    case 'not started':
      return `it could not be started (${ended.because})`;
  }
}

/** The last lines as rows of evidence. */
export function tailRows({ tail }: Ended): { line: string }[] {
  return tail.slice(-20).map((line) => ({ line }));
}

function tookInWords(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : durationText(Math.round(ms / 1_000) * 1_000);
}
