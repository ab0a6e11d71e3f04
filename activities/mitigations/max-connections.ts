import { ApplicationFailure } from '@temporalio/common';
import type { SetMaxConnections } from '../../workflows/contract/databases.ts';
import { retryable } from '../../workflows/contract/failures.ts';
import type { WorkloadTarget } from '../../workflows/contract/kubernetes.ts';
import type { PlanTarget } from '../../workflows/contract/plans.ts';
import { type Kind, never, type Part, useless, type Wanted } from '../kubernetes/changes/change.ts';
import { changingAsLooked } from '../kubernetes/changes/changing.ts';
import { restartOf } from '../kubernetes/changes/restart.ts';
import type { Cluster, Kubernetes } from '../kubernetes/clusters.ts';
import { type Workload, workloadNamed } from '../kubernetes/existing.ts';
import type { Place } from '../postgres/failures.ts';
import { alterSystem, type MaxConnections, readMaxConnections } from '../postgres/max-connections.ts';
import type { Postgres } from '../postgres/sessions.ts';
import type { Action } from './action.ts';
import { neverRaised, notARaise } from './max-connections-refusals.ts';
import { memoryOfConnections } from './memory-of-connections.ts';

const id = 'max_connections';

/** Writes `max_connections` for the next start, then restarts what the server runs on, if the catalogue says what. */
export function setMaxConnections(postgres: Postgres, kubernetes: Kubernetes): Action<SetMaxConnections> {
  const kind = kindOf(postgres);
  const withCluster = changingAsLooked(kubernetes, kind);
  const alone = changingAsLooked(nowhere, kind);
  const by = ({ restarts }: SetMaxConnections) => (restarts.length > 0 ? withCluster : alone);
  return {
    observe: (mitigation, ...more) => by(mitigation).observe(mitigation, ...more),
    differences: (mitigation, plan) => by(mitigation).differences(mitigation, plan),
    rehearse: async (mitigation, plan) => {
      const { rehearse } = by(mitigation);
      if (!rehearse) throw new Error('every look has a rehearsal');
      return await rehearse(mitigation, plan);
    },
    act: (order) => by(order.mitigation).act(order),
  };
}

/** For a change that has no cluster to ask. */
const nowhere: Kubernetes = {
  on: (_, work) => work({ place: { name: 'no cluster', server: '', secrets: [] } } as unknown as Cluster),
};

function kindOf(postgres: Postgres): Kind<SetMaxConnections> {
  return {
    absolute: true,
    async look(cluster, mitigation, wanted) {
      const { target, restarts } = mitigation;
      const own = postgres.ownServer(target) ?? ownOf(cluster, restarts);
      if (own !== undefined) throw never(own);
      const workloads = await Promise.all(
        restarts.map(async (each) => ({ target: each, workload: await workloadNamed(cluster, each) })),
      );
      const restarted = await Promise.all(
        workloads.map(({ target: each, workload }) => restartOf(cluster, each, workload)),
      );
      try {
        return await postgres.session(target, async (session, place) => {
          const now = await readMaxConnections(session, place);
          const setting = settingPart(postgres, mitigation, { now, place, wanted, workloads, restarted });
          const next = wantedValue(mitigation, wanted) ?? now.otherwise;
          const taken = now.running === next;
          return [setting, ...restarted.map((part) => ({ ...part, there: taken }))];
        });
      } catch (error) {
        const planned = wanted.planned?.find((each) => each.id === id);
        if (!planned || restarted.length === 0 || !isUnreachable(error)) throw error;
        // The restart may be ours, of an attempt before this one; then the setting was written before it.
        return [{ ...awayPart(error, restarted, wanted.planned ?? []), ...planned }, ...restarted];
      }
    },
  };
}

interface Seen {
  now: MaxConnections;
  place: Place;
  wanted: Wanted;
  workloads: { target: WorkloadTarget; workload: Workload }[];
  restarted: Part[];
}

function settingPart(
  postgres: Postgres,
  mitigation: SetMaxConnections,
  { now, place, wanted, workloads, restarted }: Seen,
): Part {
  const value = wantedValue(mitigation, wanted);
  const because = neverRaised(now, place) ?? (wanted.back ? undefined : notARaise(mitigation, now));
  if (because !== undefined) throw never(because);
  const next = value ?? now.otherwise;
  const undo = [alterSystem(now.written), ...restarted.flatMap(({ preview }) => preview)];
  return {
    id,
    title: `${id} of ${mitigation.target.id} (${place.server})`,
    state: { server: now.identifier, running: now.running, written: now.written },
    there: now.written === value,
    preview: [
      alterSystem(value),
      ...(restarted.length > 0 ? [] : ['-- then restart the server, by hand: until then nothing changes']),
    ],
    observed: `The server at ${place.server} lets ${now.running} connections in${pending(now)}, ${now.running - now.keptBack} of them for applications.`,
    predicted: [
      `From ${restarted.length > 0 ? 'the restart' : 'its next restart, which is up to people,'} on it lets ${next} in, ${next - now.keptBack} of them for applications.`,
      ...(next > now.running ? [memoryOfConnections(next - now.running, now, workloads)] : []),
    ].join(' '),
    blastRadius: [
      'Every session of the server, of whichever database, is cut by the restart; what their transactions did is rolled back, and nobody gets in until it is up again.',
      ...followersOf(now, next),
    ].join(' '),
    undo: undo.join(' '),
    inverse: { [id]: now.written },
    done: `${next} from the next start on, before ${now.running}`,
    write: ({ dryRun }) =>
      dryRun
        ? Promise.resolve()
        : postgres.session(mitigation.target, (session) => session.query(alterSystem(value))),
  };
}

/** What stands in for the setting while the server does not answer. */
function awayPart(
  error: unknown,
  restarted: Part[],
  planned: readonly PlanTarget[],
): Omit<Part, 'id' | 'title' | 'state'> {
  return {
    there: false,
    preview: [],
    observed: '',
    predicted: '',
    blastRadius: '',
    undo: null,
    done: 'written, and read when the server starts',
    stamped: (_, keyOf) =>
      planned.some((target) =>
        restarted.some((part) => part.id === target.id && part.stamped?.(keyOf(target), keyOf)),
      ),
    write: () => Promise.reject(error),
  };
}

/** By ALTER SYSTEM; null = nothing of it, which is the way back to what was without it. */
function wantedValue({ value }: SetMaxConnections, { parameters, back }: Wanted): number | null {
  if (!back) return value;
  const before = Object.hasOwn(parameters, id) ? parameters[id] : undefined;
  if (before === null || (Number.isSafeInteger(before) && Number(before) > 0)) return before as number | null;
  throw useless(`The ${id} before is ${JSON.stringify(before)}: it takes a whole number, or null for none.`);
}

function pending({ running, written, otherwise }: MaxConnections): string {
  const next = written ?? otherwise;
  return next === running ? '' : ` (${next} is written for its next start)`;
}

/** A standby must let in as many as the server it follows. */
function followersOf({ followers, running }: MaxConnections, next: number): string[] {
  if (followers === 0 || next <= running) return [];
  return [
    `${followers} standbys or other readers of its log follow it: a standby that lets fewer in stops replaying, so raise those first.`,
  ];
}

function ownOf({ own }: Cluster, restarts: readonly WorkloadTarget[]): string | undefined {
  for (const each of restarts) {
    const because = own(each);
    if (because !== undefined) return because;
  }
  return undefined;
}

function isUnreachable(error: unknown): boolean {
  return error instanceof ApplicationFailure && error.type === retryable.targetUnreachable;
}
