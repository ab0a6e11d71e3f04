import { setTimeout as delay } from 'node:timers/promises';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { notApproved } from '../../activities/decisions/judge-approvals.ts';
import type { PoolDependencies } from '../../activities/dependencies.ts';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import { effectKey } from '../../workflows/contract/keys.ts';
import type { Effect, PlanParameters, PlanTarget, Proposal } from '../../workflows/contract/plans.ts';

/** A database with idle sessions and a service that is well when enough of them are gone, for workflow tests. */
export class World {
  /** Sessions that sit idle, by pid → when each went idle. */
  readonly idle = new Map([
    [101, '2026-01-01 03:00:01+00'],
    [102, '2026-01-01 03:00:02+00'],
  ]);
  /** Without idle sessions the service is well, unless something else is wrong. */
  brokenOtherwise = false;
  /** Whether ending sessions frees connections. */
  helps = true;
  /** How many connections the role `shop` may have; -1 = no limit. */
  limit = -1;
  /** Every session that was ended, in order. */
  readonly ended: number[] = [];
  /** Does what it is told and fails to say so. */
  losesAnswers = false;
  /** ms that an activity takes longer. */
  readonly slow = { planMitigation: 0 };
  /** Fails the next so many checks of this name as a target that cannot be reached. */
  readonly unreachable = new Set<string>();

  /** As it was in the beginning. */
  reset(): void {
    Object.assign(this, new World());
  }

  get well(): boolean {
    return this.hasRoom && !this.brokenOtherwise;
  }

  private get hasRoom(): boolean {
    return this.idle.size === 0 || this.limit > 0;
  }

  /** The pool's activities on this world; decisions are judged as in production. */
  activities(deps: Pick<PoolDependencies, 'catalogue' | 'resolve'>): PoolActivities {
    return {
      postgresConnectivity: async () => this.finding('connectivity', true, 'We get in.'),
      postgresConnections: async () =>
        this.finding('connections', this.idle.size === 0, `${this.idle.size} idle sessions hold every slot.`),
      postgresLimits: async () => this.finding('limits', true, 'max_connections is 20.'),
      postgresIdleSessions: async () =>
        this.finding('idleSessions', this.idle.size === 0, `${this.idle.size} sessions sit idle.`),
      postgresIdleInTransaction: async () =>
        this.finding('idleInTransaction', true, 'No transaction sits idle.'),
      postgresLongQueries: async () => this.finding('longQueries', true, 'No query runs for long.'),
      postgresSlowQueries: async () => this.finding('slowQueries', true, 'No statement is slow.'),
      postgresLocks: async () => this.finding('locks', true, 'Nobody waits for a lock.'),
      kubernetesPods: async () => this.finding('pods', true, '3 pods, all well.'),
      kubernetesServices: async () => this.finding('services', true, '1 service, each with ready endpoints.'),
      kubernetesIngresses: async () =>
        this.finding('ingresses', true, '1 route to a service with ready endpoints.'),
      kubernetesNodes: async () => this.finding('nodes', true, '2 nodes, all ready.'),
      kubernetesEvents: async () => this.finding('events', true, 'No warnings.'),
      kubernetesRollouts: async () => this.finding('rollouts', true, 'No deploy of late.'),
      kubernetesResources: async () => this.finding('resources', true, '3 containers with room.'),
      kubernetesAutoscalers: async () => this.finding('autoscalers', true, '1 autoscaler with room.'),
      kubernetesVolumeClaims: async () =>
        this.finding('volumeClaims', true, '1 volume claim, none in trouble.'),
      kubernetesLogs: async () => this.finding('logs', true, '100 lines, none an error.'),
      httpHealth: async () =>
        this.finding('health', this.well, this.well ? 'It answers 200.' : 'It answers 503.'),
      planMitigation: async ({ mitigation, parameters }) => {
        await delay(this.slow.planMitigation);
        if (mitigation.action === 'postgres.limitConnections') return this.limitation(parameters);
        if (this.idle.size === 0) return null;
        return {
          targets: this.targets(),
          preview: [...this.idle.keys()].map((pid) => `SELECT pg_terminate_backend(${pid});`),
          observed: `${this.idle.size} sessions sit idle.`,
          predicted: 'Their slots are free.',
          blastRadius: 'Their clients connect again.',
          undo: null,
        };
      },
      applyPlan: async ({ mitigation: _, ...order }) => {
        const now = Context.current().info.scheduledTimestampMs;
        const because = notApproved({ ...order, ...deps, now });
        if (because !== undefined) return { outcome: 'refused', because, difference: [], effects: [] };
        const { plan, keyId } = order;
        const moved = plan.targets.filter((target) => this.hasMoved(target));
        const difference = moved.map((target) => `${target.title} did something since`);
        if (moved.length > 0)
          return { outcome: 'refused', because: 'the world has changed', difference, effects: [] };
        const effects = plan.targets.map((target): Effect => {
          const key = effectKey(keyId, plan.hash, target.id);
          if (target.id === 'role shop') {
            this.limit = Number(plan.parameters?.limit);
            return { key, target: target.id, outcome: 'done', says: `shop is limited to ${this.limit}` };
          }
          const pid = Number(target.state.pid);
          const there = this.idle.delete(pid);
          if (there) this.ended.push(pid);
          const outcome = there ? 'done' : 'already gone';
          return { key, target: target.id, outcome, says: `${pid} ${outcome}` };
        });
        if (this.losesAnswers) throw ApplicationFailure.nonRetryable('the answer was lost');
        return { outcome: 'applied', effects };
      },
      measure: async () => {
        const good = this.hasRoom && this.helps;
        return { value: good ? 10 : 100, good, says: `${good ? 10 : 100} % of the connections are taken.` };
      },
    };
  }

  private targets(): PlanTarget[] {
    return [...this.idle].map(([pid, stateChange]) => ({
      id: `pid ${pid}`,
      title: `session ${pid}`,
      state: { pid, stateChange },
    }));
  }

  private limitation(parameters: PlanParameters | undefined): Proposal | null {
    const limit = Number(parameters?.limit);
    if (limit === this.limit) return null;
    return {
      targets: [{ id: 'role shop', title: 'role shop', state: { limit: this.limit } }],
      preview: [`ALTER ROLE shop CONNECTION LIMIT ${limit};`],
      observed: `The limit of shop is ${this.limit}.`,
      predicted: `The limit of shop is ${limit}.`,
      blastRadius: 'Only shop is limited.',
      undo: `ALTER ROLE shop CONNECTION LIMIT ${this.limit};`,
      inverse: { limit: this.limit },
    };
  }

  private hasMoved({ id, state }: PlanTarget): boolean {
    if (id === 'role shop') return state.limit !== this.limit;
    const now = this.idle.get(Number(state.pid));
    return now !== undefined && now !== state.stateChange;
  }

  private finding(check: string, well: boolean, says: string): Finding {
    if (this.unreachable.has(check)) throw new Error('connection refused');
    return { check, verdict: well ? 'well' : 'sick', says };
  }
}
