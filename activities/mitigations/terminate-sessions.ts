import type { SessionState, TerminateSessions } from '../../workflows/contract/mitigations.ts';
import type { PlanTarget, Proposal } from '../../workflows/contract/plans.ts';
import { durationInWords } from '../amounts.ts';
import { type Backend, backendsIn, sinceOf, terminationByHand } from '../postgres/backends.ts';
import { failureOf } from '../postgres/failures.ts';
import { queryText } from '../postgres/query-text.ts';
import type { Postgres } from '../postgres/sessions.ts';
import { readUsage, type Usage, usageInWords } from '../postgres/usage.ts';
import type { Action } from './action.ts';
import { endSessions, movedSessions } from './end-sessions.ts';

const mostTargets = 100;
const mostPreviewed = 4;

/** What people are told about sessions in a state. */
const words: Record<SessionState, { are: string; cost: string }> = {
  idle: {
    are: 'are idle',
    cost: 'none of them is in a transaction. A client that uses a cut connection gets one error and has to connect again',
  },
  'idle in transaction': {
    are: 'are idle in a transaction',
    cost: 'what their transactions did is rolled back, and the locks they hold are free. A client that uses a cut connection gets one error and has to connect again',
  },
  active: {
    are: 'run one query',
    cost: 'their queries fail, and what their transactions did is rolled back. A client has to connect again',
  },
};

/** Ends sessions of one database that have been in a state for too long: only ordinary clients', at most so many. */
export function terminateSessions(postgres: Postgres): Action<TerminateSessions> {
  return {
    observe: (mitigation) => observe(postgres, mitigation),
    differences: (mitigation, plan) => movedSessions(postgres, mitigation, plan),
    act: (order) => endSessions(postgres, order),
  };
}

function observe(postgres: Postgres, mitigation: TerminateSessions): Promise<Proposal | null> {
  const { target, sessions } = mitigation;
  return postgres.session(target, async (session, { user }) => {
    const { backends, hidden } = await backendsIn(session, target.database, sessions);
    const ordinary = backends.filter((backend) => !backend.superuser);
    const endable = ordinary.filter((backend) => backend.endable);
    if (endable.length === 0 && ordinary.length + hidden > 0) {
      const says = `${user} cannot end sessions of other roles: ${ordinary.length} that ${words[sessions.state].are} it may not end, ${hidden} it is not shown. GRANT pg_monitor, pg_signal_backend to it.`;
      throw failureOf({ trouble: 'not permitted', says });
    }
    if (endable.length === 0) return null;
    const chosen = endable.slice(0, Math.min(sessions.atMost, mostTargets));
    const counts = {
      found: ordinary.length,
      left: endable.length - chosen.length,
      barred: ordinary.length - endable.length,
      hidden,
    };
    return proposal(mitigation, chosen, counts, await readUsage(session));
  });
}

interface Counts {
  found: number;
  /** Beyond what one plan may end. */
  left: number;
  /** Of roles whose sessions ours may not end. */
  barred: number;
  hidden: number;
}

function proposal(mitigation: TerminateSessions, chosen: Backend[], counts: Counts, usage: Usage): Proposal {
  const { target, sessions } = mitigation;
  const { are, cost } = words[sessions.state];
  const used = usage.used - chosen.length;
  const after = { ...usage, used, percent: (used / usage.usable) * 100 };
  const more = chosen.length - mostPreviewed;
  return {
    targets: chosen.map(planTarget),
    preview: [
      ...chosen.slice(0, mostPreviewed).map(terminationByHand),
      ...(more > 0 ? [`-- and ${more} more`] : []),
    ],
    observed: [
      `${usageInWords(usage)}.`,
      `${counts.found} sessions of database "${target.database}" ${are} for more than ${durationInWords(sessions.longerThan)}, the longest for ${durationInWords(chosen[0]?.forMs ?? 0)}.`,
      ...(counts.left > 0
        ? [
            `The ${chosen.length} longest are in this plan, ${counts.left} more ${counts.left === 1 ? 'is' : 'are'} left.`,
          ]
        : []),
      ...(counts.barred > 0 ? [`${counts.barred} belong to roles whose sessions Mayday may not end.`] : []),
      ...(counts.hidden > 0
        ? [`${counts.hidden} more sessions of other roles are not shown to Mayday.`]
        : []),
    ].join(' '),
    predicted: `Afterwards ${usageInWords(after)}, unless clients take them again.`,
    blastRadius: `${chosen.length} connections of ${byApplication(chosen)} are cut; ${cost}; a terminated session cannot be taken back.`,
    undo: null,
  };
}

function planTarget(backend: Backend): PlanTarget {
  const { pid, backendStart, state, application, user, client, forMs, query } = backend;
  const active = state === 'active';
  const does = active
    ? `running for ${durationInWords(forMs)}: ${queryText(query)}`
    : `${state} for ${durationInWords(forMs)}`;
  return {
    id: `pid ${pid} started ${backendStart}`,
    title: `${application}, user ${user}, from ${client}, ${does}`,
    // Not for how long: that changes all the time. Since when moves only if it did something.
    state: { pid, backendStart, state, [active ? 'queryStart' : 'stateChange']: sinceOf(backend) },
  };
}

/** `web (18), worker (2)`; the five that have most. */
function byApplication(backends: Backend[]): string {
  const counts = Map.groupBy(backends, (backend) => backend.application);
  const sorted = [...counts].map(([name, list]) => ({ name, count: list.length }));
  sorted.sort((a, b) => b.count - a.count);
  const shown = sorted.slice(0, 5).map(({ name, count }) => `${name} (${count})`);
  return sorted.length > 5 ? `${shown.join(', ')} and others` : shown.join(', ');
}
