import type { Improvement, PostgresTarget, TerminateSessions } from '../../../workflows/contract/profile.ts';

export const improvement: Improvement = {
  metric: 'connectionsUsed',
  below: 80,
  within: 1_000,
  readings: 3,
  every: 100,
};

/** Ends what has been idle for more than 100 ms. */
export function terminateIdle(target: PostgresTarget, atMost = 100): TerminateSessions {
  return {
    name: 'terminateIdleSessions',
    title: 'Terminate the sessions that sit idle',
    action: 'postgres.terminateSessions',
    target,
    sessions: { state: 'idle', longerThan: 100, atMost },
    risk: 'disruptive',
    improves: improvement,
    asks: [],
    temporary: false,
  };
}
