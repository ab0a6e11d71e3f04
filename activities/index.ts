import type { CoordinationActivities, PoolActivities } from '../workflows/contract/activities.ts';
import type { FollowUpActivities } from '../workflows/contract/follow-ups.ts';
import type { SweeperActivities } from '../workflows/contract/sweeper.ts';
import { archive } from './archive/archive.ts';
import { admit } from './catalogue/admit.ts';
import { verifyDecision } from './decisions/verify-decision.ts';
import type { CoordinationDependencies, PoolDependencies } from './dependencies.ts';
import { keepFollowUps } from './follow-ups/keep-follow-ups.ts';
import { listFollowUps } from './follow-ups/list-follow-ups.ts';
import { httpHealth } from './http/health.ts';
import { kubernetesAutoscalers } from './kubernetes/autoscalers.ts';
import { kubernetesClusters } from './kubernetes/clusters.ts';
import { kubernetesEvents } from './kubernetes/events.ts';
import { kubernetesIngresses } from './kubernetes/ingresses.ts';
import { kubernetesLogs } from './kubernetes/logs.ts';
import { kubernetesNodes } from './kubernetes/nodes.ts';
import { kubernetesPods } from './kubernetes/pods.ts';
import { kubernetesResources } from './kubernetes/resources.ts';
import { kubernetesRollouts } from './kubernetes/rollouts.ts';
import { kubernetesServices } from './kubernetes/services.ts';
import { kubernetesVolumeClaims } from './kubernetes/volume-claims.ts';
import { applyPlan } from './mitigations/apply-plan.ts';
import { measure } from './mitigations/measure.ts';
import { planMitigation } from './mitigations/plan-mitigation.ts';
import { notify } from './notify/notify.ts';
import { postgresConnections } from './postgres/connections.ts';
import { postgresConnectivity } from './postgres/connectivity.ts';
import { postgresIdleInTransaction } from './postgres/idle-in-transaction.ts';
import { postgresIdleSessions } from './postgres/idle-sessions.ts';
import { postgresLimits } from './postgres/limits.ts';
import { postgresLocks } from './postgres/locks.ts';
import { postgresLongQueries } from './postgres/long-queries.ts';
import { postgresSessions } from './postgres/sessions.ts';
import { postgresSlowQueries } from './postgres/slow-queries.ts';
import { findClosed } from './sweeper/find-closed.ts';
import { findStuck } from './sweeper/find-stuck.ts';
import { keepClosed } from './sweeper/keep-closed.ts';

/** Catalogue, notifications, follow-ups and the sweeper: the activities of the coordination queue. */
export function createCoordinationActivities(
  deps: CoordinationDependencies,
): CoordinationActivities & SweeperActivities & FollowUpActivities {
  return {
    admit: admit(deps),
    verifyDecision: verifyDecision(deps),
    notify: notify(deps),
    archive: archive(deps),
    listFollowUps: listFollowUps(deps),
    keepFollowUps: keepFollowUps(deps),
    findStuck: findStuck(deps),
    findClosed: findClosed(deps),
    keepClosed: keepClosed(deps),
  };
}

/** Checks and effects: the activities of one pool's queue. */
export function createPoolActivities(deps: PoolDependencies): PoolActivities {
  const postgres = postgresSessions(deps.resolve);
  const kubernetes = kubernetesClusters(deps);
  return {
    postgresConnectivity: postgresConnectivity(postgres),
    postgresConnections: postgresConnections(postgres),
    postgresLimits: postgresLimits(postgres),
    postgresIdleSessions: postgresIdleSessions(postgres),
    postgresIdleInTransaction: postgresIdleInTransaction(postgres),
    postgresLongQueries: postgresLongQueries(postgres),
    postgresSlowQueries: postgresSlowQueries(postgres),
    postgresLocks: postgresLocks(postgres),
    kubernetesPods: kubernetesPods(kubernetes),
    kubernetesServices: kubernetesServices(kubernetes),
    kubernetesIngresses: kubernetesIngresses(kubernetes),
    kubernetesNodes: kubernetesNodes(kubernetes),
    kubernetesEvents: kubernetesEvents(kubernetes),
    kubernetesRollouts: kubernetesRollouts(kubernetes),
    kubernetesResources: kubernetesResources(kubernetes),
    kubernetesAutoscalers: kubernetesAutoscalers(kubernetes),
    kubernetesVolumeClaims: kubernetesVolumeClaims(kubernetes),
    kubernetesLogs: kubernetesLogs(kubernetes),
    httpHealth: httpHealth(deps),
    planMitigation: planMitigation(postgres),
    applyPlan: applyPlan(deps, postgres),
    measure: measure(postgres),
  };
}
