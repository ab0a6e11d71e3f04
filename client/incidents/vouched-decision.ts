import type { SignalDefinition } from '@temporalio/common';
import { approveSignal, type DecisionMessage, rejectSignal } from '../../workflows/contract/messages.ts';
import type { Decision } from '../../workflows/contract/plans.ts';
import { signDecision } from '../keys/sign.ts';

/** What somebody decided through a door of the gateway. */
export type Vouched = Pick<
  Decision,
  'incident' | 'plan' | 'hash' | 'decision' | 'actor' | 'slack' | 'signedIn' | 'reason' | 'breakGlass'
> & { door: 'slack' | 'board' };

/** The signal of a decision, and the part of its message that the gateway's signature is over; unsigned where it has no key. */
export function vouchedDecision(
  { gatewayKey, now }: { gatewayKey: string | undefined; now: number },
  said: Vouched,
): [SignalDefinition<[DecisionMessage]>, Omit<DecisionMessage, 'id' | 'by' | 'incident'>] {
  const decided: Decision = { ...said, at: new Date(now).toISOString() };
  const { plan, hash, at, reason, breakGlass, signature } = gatewayKey
    ? signDecision(gatewayKey, decided)
    : decided;
  const signal = said.decision === 'approve' ? approveSignal : rejectSignal;
  return [signal, { plan, hash, at, reason, breakGlass, signature }];
}
