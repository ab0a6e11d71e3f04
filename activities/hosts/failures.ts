import { ApplicationFailure } from '@temporalio/common';
import { final, retryable } from '../../workflows/contract/failures.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import { failuresBy, findingOf } from '../troubles.ts';

/** Kinds of trouble with a host, by what a person does about them. */
export type Trouble =
  /** The engine does not answer, or not in time. */
  | 'unreachable'
  /** What the catalogue names is not on this machine. */
  | 'missing'
  | 'not permitted'
  /** Mayday never does that. */
  | 'refused';

const failureTypes: Record<Trouble, string> = {
  unreachable: retryable.targetUnreachable,
  missing: final.targetNotFound,
  'not permitted': final.notAuthorised,
  refused: final.changeRefused,
};

export const { failureOf, troubleOf } = failuresBy(failureTypes);

/** The failure for an error of the file system; `doing` completes "… cannot be …". */
export function toFailure(error: unknown, place: string, doing: string): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  const { code = 'no reason given' } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return failureOf({ trouble: 'missing', says: `There is no ${place} on this host.` });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return failureOf({ trouble: 'not permitted', says: notPermitted(place, doing) });
  }
  return failureOf({ trouble: 'refused', says: `${place} cannot be ${doing} (${code}).` });
}

/** Who the worker is there, and what would let it. */
export function notPermitted(place: string, doing: string): string {
  const who = process.getuid?.() ?? 'its user';
  return `${place} cannot be ${doing}: the worker on this host runs as uid ${who}, who may not. See the rights of a worker on a host.`;
}

/** A question to a host; what keeps it from an answer is a finding, too. */
export function checkHost(name: string, ask: () => Promise<Omit<Finding, 'check'>>): Promise<Finding> {
  return findingOf(name, () => false, ask);
}
