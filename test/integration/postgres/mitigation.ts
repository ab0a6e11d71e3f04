import type { SetMaxConnections } from '../../../workflows/contract/databases.ts';
import type {
  ConnectionsImprovement,
  LimitConnections,
  SessionState,
  TerminateSessions,
} from '../../../workflows/contract/mitigations.ts';
import type { PostgresTarget } from '../../../workflows/contract/profile.ts';

const improvement: Omit<ConnectionsImprovement, 'target'> = {
  metric: 'connectionsUsed',
  below: 80,
  within: 1_000,
  readings: 3,
  every: 100,
};

/** When it has helped, at this database. */
export function improvementOf(target: PostgresTarget): ConnectionsImprovement {
  return { ...improvement, target };
}

/** Ends what has been idle for more than 100 ms. */
export function terminateIdle(target: PostgresTarget, atMost = 100): TerminateSessions {
  return {
    name: 'terminateIdleSessions',
    title: 'Terminate the sessions that sit idle',
    action: 'postgres.terminateSessions',
    target,
    sessions: { state: 'idle', longerThan: 100, atMost },
    risk: 'disruptive',
    improves: improvementOf(target),
    asks: [],
    temporary: false,
  };
}

/** Ends what has been in a state for more than 100 ms. */
export function terminateIn(state: SessionState, target: PostgresTarget): TerminateSessions {
  return { ...terminateIdle(target), sessions: { state, longerThan: 100, atMost: 100 } };
}

export function limitConnections(target: PostgresTarget, role = 'app'): LimitConnections {
  return {
    name: 'limitConnections',
    title: 'Limit how many connections it may have',
    action: 'postgres.limitConnections',
    target,
    role,
    risk: 'reversible',
    asks: [{ name: 'limit', question: 'How many?', kind: 'integer', min: 1 }],
    temporary: true,
  };
}

/** Lets 40 in; a person restarts the server. */
export function raiseMaxConnections(target: PostgresTarget): SetMaxConnections {
  return {
    name: 'raiseMaxConnections',
    title: 'Let more connections in',
    action: 'postgres.setMaxConnections',
    target,
    value: 40,
    ceiling: 500,
    restarts: [],
    risk: 'disruptive',
    asks: [],
    temporary: true,
  };
}
