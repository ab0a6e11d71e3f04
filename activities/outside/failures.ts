import { ApplicationFailure } from '@temporalio/common';
import { notFollowed } from '../../outbound/redirects.ts';
import { refusalIn } from '../../outbound/refusal.ts';
import { retryAfterIn } from '../../outbound/retry-after.ts';
import { final, retryable } from '../../workflows/contract/failures.ts';
import { durationInWords } from '../amounts.ts';
import type { WebPlace } from '../http/place.ts';
import { failuresBy } from '../troubles.ts';
import { reasonOf } from './fetched.ts';

/** Kinds of trouble with a service that is asked over HTTP, by what a person does about them. */
export type Trouble =
  /** Nothing answers, not in time, or it says that it cannot now. */
  | 'unreachable'
  | 'too many requests'
  /** It wants another token. */
  | 'credentials'
  /** The token may not do that. */
  | 'rights'
  /** It does not have what is asked for, or hides it from us. */
  | 'not found'
  /** The address is of no use, or leads to something else. */
  | 'settings'
  /** It cannot read the question. */
  | 'refused';

const failureTypes: Record<Trouble, string> = {
  unreachable: retryable.targetUnreachable,
  'too many requests': retryable.rateLimited,
  credentials: final.notAuthorised,
  rights: final.notAuthorised,
  'not found': final.targetNotFound,
  settings: final.invalidInput,
  refused: final.invalidInput,
};

export const { failureOf, troubleOf } = failuresBy(failureTypes);

/** ms until a service wants to be asked again, by its headers; undefined where they do not say. */
export function retryAfter({ headers }: Pick<Response, 'headers'>, now: number): number | undefined {
  const after = retryAfterIn(headers.get('retry-after'), now);
  if (after !== undefined) return after;
  const reset = Number(
    headers.get('x-ratelimit-reset') ?? headers.get('x-sentry-rate-limit-reset') ?? 'none',
  );
  return Number.isFinite(reset) ? Math.max(0, reset * 1_000 - now) : undefined;
}

/** The failure for "not now, later". */
export function limited(response: Response, { shown }: WebPlace): ApplicationFailure {
  const wait = retryAfter(response, Date.now());
  const when = wait === undefined ? 'later' : `in ${durationInWords(wait)}`;
  const says = `${shown} is asked too often and wants us to come back ${when} (${response.status}).`;
  return failureOf({
    trouble: 'too many requests',
    says,
    ...(wait === undefined ? {} : { retryAfter: wait }),
  });
}

/** The failure for an answer that redirects elsewhere; undefined for any other. */
export function redirected({ status, headers, url }: Response, { shown }: WebPlace) {
  const says = notFollowed(status, headers.get('location'), new URL(url));
  return says && failureOf({ trouble: 'settings', says: `${shown} ${says}.` });
}

/** The failure for a question that got no answer. */
export function notReached(error: unknown, { shown }: WebPlace, patience: number): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  const reason = reasonOf(error, patience);
  const trouble = reason.includes('TLS failed') || refusalIn(error) ? 'settings' : 'unreachable';
  return failureOf({ trouble, says: `${shown} ${reason}.` });
}
