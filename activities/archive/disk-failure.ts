import { ApplicationFailure } from '@temporalio/common';
import { retryable } from '../../workflows/contract/failures.ts';

/** What a person does about it; whatever else goes wrong stays as it is. */
const remedies: Record<string, string> = {
  ENOSPC: 'the disk is full: make room',
  EDQUOT: 'the quota is used up: make room',
  EROFS: 'the disk is mounted read-only: mount it for writing',
  EACCES: 'the worker may not write there: give its user the right to',
  EIO: 'the disk does not answer: see the kernel log',
};

const sqliteFull = 13;

/** Says which place cannot be written and what to do; it is tried again, and goes on by itself. */
export function diskFailure(error: unknown, what: string, place: string): unknown {
  const { code: given = '', errcode } = error as NodeJS.ErrnoException & { errcode?: number };
  const code = errcode === sqliteFull ? 'ENOSPC' : given;
  const remedy = Object.hasOwn(remedies, code) ? remedies[code] : undefined;
  if (remedy === undefined) return error;
  const says = `${what} (${place}) cannot be written, ${remedy} (${code}). Nothing is lost, it is tried again.`;
  return ApplicationFailure.create({
    message: says,
    type: retryable.targetUnreachable,
    cause: error as Error,
  });
}
