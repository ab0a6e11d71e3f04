import type { temporal } from '@temporalio/proto';
import type { CoordinationDependencies } from '../../activities/dependencies.ts';
import type { PublicKeys } from '../../archive/audit/decisions.ts';
import { eventsFrom } from '../../archive/audit/history.ts';
import type { CountsNow, Course } from '../../archive/verify/course.ts';
import { effects } from '../../archive/verify/effects.ts';
import { type Run, runOf } from '../../archive/verify/run.ts';
import { countsNow } from '../../client/cli/verify/counts-now.ts';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { incidentName } from '../../workflows/contract/keys.ts';
import { keysAt } from './audited.ts';

type History = temporal.api.history.v1.IHistory;

/** Where the keys are known: whose they are, and whose approvals count. */
export interface KnownKeys {
  keys(system: string): PublicKeys;
  now?(system: string): CountsNow | undefined;
}

/** Whether one of the pool's activities changes anything; who adds one has to say. */
export const changes: Record<keyof PoolActivities, boolean> = {
  postgresConnectivity: false,
  postgresConnections: false,
  postgresLimits: false,
  postgresIdleSessions: false,
  postgresIdleInTransaction: false,
  postgresLongQueries: false,
  postgresSlowQueries: false,
  postgresLocks: false,
  postgresSizes: false,
  postgresPools: false,
  postgresQueries: false,
  postgresIntegrity: false,
  runScript: false,
  redisPing: false,
  redisMemory: false,
  redisStats: false,
  redisSlowLog: false,
  redisKeys: false,
  kafkaBrokers: false,
  kafkaTopics: false,
  kafkaLag: false,
  kubernetesPods: false,
  kubernetesServices: false,
  kubernetesIngresses: false,
  kubernetesNodes: false,
  kubernetesEvents: false,
  kubernetesRollouts: false,
  kubernetesResources: false,
  kubernetesThrottling: false,
  kubernetesAutoscalers: false,
  kubernetesVolumeClaims: false,
  kubernetesVolumeUsage: false,
  hostDisks: false,
  hostLargest: false,
  hostOldFiles: false,
  hostDanglingImages: false,
  kubernetesNetworkPolicies: false,
  kubernetesConfigMaps: false,
  kubernetesExec: false,
  kubernetesPodMetrics: false,
  kubernetesLogs: false,
  kubernetesCertificates: false,
  prometheusErrorRatio: false,
  prometheusLatency: false,
  prometheusRequests: false,
  prometheusAlerts: false,
  tlsCertificate: false,
  dnsNames: false,
  httpHealth: false,
  httpMetrics: false,
  httpResponseTimes: false,
  httpLogin: false,
  externalDependencies: false,
  recentCommits: false,
  sentryIssues: false,
  elasticsearchErrors: false,
  listBackups: false,
  // Of the monitoring, and only where the file wants it.
  keepSilent: false,
  endSilence: false,
  planMitigation: false,
  comparePlan: false,
  rehearsePlan: false,
  kubernetesRolledOut: false,
  kubernetesCertificateIssued: false,
  measure: false,
  applyPlan: true,
};

/**
 * Every disruptive or destructive effect of some runs, oldest first, that no valid approval of that very plan precedes, as
 * sentences; none = all were approved. Without `known` the signatures are compared with those of the signals only.
 */
export function unapprovedEffects(histories: readonly History[], known?: KnownKeys): string[] {
  return coursesOf(histories, known).flatMap((course) =>
    effects.judge(course).faults.map(({ says }) => says),
  );
}

/** The incidents of some runs, oldest first; a run may be another incident's than the one before it. */
export function coursesOf(histories: readonly History[], known?: KnownKeys): Course[] {
  const runs = histories.map(({ events }, i) => runOf(`run ${i + 1}`, eventsFrom(events ?? [])));
  const ofOne = Map.groupBy(runs, ({ keyId }) => keyId);
  return [...ofOne].map(([keyId, own]) => courseOf(keyId, own, known));
}

function courseOf(keyId: string, runs: Run[], known: KnownKeys | undefined): Course {
  const profile = runs.find((run) => run.profile)?.profile;
  const system = profile?.system ?? runs[0]?.orders[0]?.input.system ?? '';
  const last = runs.at(-1);
  const record = last?.closed ? last.record : undefined;
  return {
    incident: incidentName(keyId),
    keyId,
    mode: runs[0]?.mode ?? 'live',
    ...(record ? { timeline: record.timeline, record: { record, seal: last?.seal, from: 'history' } } : {}),
    runs,
    missing: [],
    ...(profile ? { profile } : {}),
    keys: known?.keys(system) ?? { people: new Map(), gateways: [] },
    auditKeys: [],
    ...(known?.now ? { now: known.now(system) } : {}),
    clock: (at) => at,
  };
}

/** As the worker of these knows them. */
export function keysKnownTo(
  deps: Pick<CoordinationDependencies, 'catalogue' | 'resolve' | 'gatewayKeys'>,
): KnownKeys {
  const { catalogue, gatewayKeys = [] } = deps;
  return {
    keys: (system) => ({ people: keysAt(system, deps), gateways: gatewayKeys }),
    now: (system) => countsNow(catalogue, system),
  };
}
