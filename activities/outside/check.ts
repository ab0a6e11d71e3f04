import { ApplicationFailure } from '@temporalio/common';
import { retryable } from '../../workflows/contract/failures.ts';
import type { Finding } from '../../workflows/contract/findings.ts';

/** ms; who wants us to wait for longer is not asked again within the time of a check. */
const worthWaiting = 10_000;

/**
 * Asks a service one question; not being let in is a finding too, and so is having to wait for long.
 * @throws ApplicationFailure `TargetUnreachable` when nothing answers, `RateLimited` where it pays to come back
 */
export async function check(name: string, ask: () => Promise<Omit<Finding, 'check'>>): Promise<Finding> {
  try {
    return { check: name, ...(await ask()) };
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    if (error.type === retryable.targetUnreachable || isWorthWaiting(error)) throw error;
    return { check: name, verdict: 'unknown', says: error.message };
  }
}

function isWorthWaiting({ type, nextRetryDelay }: ApplicationFailure): boolean {
  return (
    type === retryable.rateLimited && typeof nextRetryDelay === 'number' && nextRetryDelay <= worthWaiting
  );
}
