import { ApplicationFailure } from '@temporalio/common';
import { refusalIn } from '../../outbound/refusal.ts';
import { retryAfterIn } from '../../outbound/retry-after.ts';
import { final, retryable } from '../../workflows/contract/failures.ts';
import type { WebPlace } from '../http/place.ts';
import { brokenOff, late } from '../outside/fetched.ts';
import { failuresBy } from '../troubles.ts';

/** Kinds of trouble with a Prometheus, by what a person does about them. */
export type Trouble =
  /** Nothing answers, not in time, or it says that it cannot now. */
  | 'unreachable'
  | 'too many requests'
  /** It wants another token. */
  | 'credentials'
  /** The address is of no use, or leads to something else. */
  | 'settings'
  /** The expression cannot be read or worked out. */
  | 'refused';

const failureTypes: Record<Trouble, string> = {
  unreachable: retryable.targetUnreachable,
  'too many requests': retryable.rateLimited,
  credentials: final.notAuthorised,
  settings: final.invalidInput,
  refused: final.invalidInput,
};

export const { failureOf } = failuresBy(failureTypes);

/** The failure for an answer that is none: `reason` and `kind` in the server's words. */
export function refused(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  reason: string,
  kind: string | undefined,
  query: string,
  { shown, mask }: WebPlace,
): ApplicationFailure {
  const why = mask(reason).replace(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, 300);
  const because = why ? `: ${why}` : '';
  const failure = (trouble: Trouble, says: string) => failureOf({ trouble, says });
  if (kind === 'timeout' || kind === 'canceled') {
    return failure('unreachable', `${shown} did not work the question out in time${because}.`);
  }
  if (kind === 'bad_data' || kind === 'execution') {
    return failure('refused', `${shown} cannot work out ${query.slice(0, 200)} (${status})${because}.`);
  }
  if (status === 401 || status === 403) {
    const says = `${shown} does not let us ask (${status}): see the target's bearer, or the name and password in its URL.`;
    return failure('credentials', says);
  }
  if (status === 429) {
    const says = `${shown} is asked too often and wants us to wait.`;
    const wait = retryAfterIn(headers.get('retry-after'));
    return failureOf({ trouble: 'too many requests', says, ...(wait ? { retryAfter: wait } : {}) });
  }
  if (status >= 500) return failure('unreachable', `${shown} cannot answer now (${status})${because}.`);
  const says = `What answers at ${shown} is no Prometheus (${status}): write its address without /api/v1, and with its path if it has one.`;
  return failure('settings', says);
}

/** The failure for a question that got no answer. */
export function notReached(error: unknown, { shown }: WebPlace, patience: number): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  const unreachable = (says: string) => failureOf({ trouble: 'unreachable', says });
  const refusal = refusalIn(error);
  if (refusal) return failureOf({ trouble: 'settings', says: `${shown} is not asked: ${refusal}.` });
  if ((error as Error).name === 'TimeoutError') {
    return unreachable(`${shown} ${late(patience)}.`);
  }
  const cause = (error as Error).cause as { code?: unknown; errors?: { code?: unknown }[] } | undefined;
  const code = String(cause?.code ?? cause?.errors?.[0]?.code ?? 'no answer');
  if (code === 'ECONNREFUSED') return unreachable(`${shown} is down: nothing listens there.`);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return unreachable(`${shown} cannot be reached: its host name is not known.`);
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|^ERR_(SSL|TLS|OSSL)|EPROTO/.test(code)) {
    return failureOf({ trouble: 'settings', says: `TLS with ${shown} failed (${code}).` });
  }
  return unreachable(`${shown} ${brokenOff(code) ?? `cannot be reached (${code})`}.`);
}
