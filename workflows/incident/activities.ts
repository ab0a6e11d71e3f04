import { CancellationScope, proxyActivities } from '@temporalio/workflow';
import type { CoordinationActivities, PoolActivities } from '../contract/activities.ts';
import type { Finding } from '../contract/findings.ts';
import type { InPodQuestion } from '../contract/in-pod.ts';
import { clusterName } from '../contract/kubernetes.ts';
import type { LeaseActivities } from '../contract/lease.ts';
import { measuredIn } from '../contract/profile.ts';
import { poolQueue } from '../contract/queues.ts';

/** Catalogue and decisions: tried until they answer, since nothing can go on without. */
const { admit, verifyDecision: verify } = proxyActivities<CoordinationActivities>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '500 ms', maximumInterval: '10 s' },
});

export { admit };

export const verifyDecision = (...question: Parameters<typeof verify>) =>
  abandonable(() => verify(...question));

/** Leases: one that does not answer is said; given back for a while, since they run out by themselves. */
const { acquireLease: acquire, lookAhead: look } = proxyActivities<LeaseActivities>({
  startToCloseTimeout: '30 s',
  retry: { initialInterval: '500 ms', maximumInterval: '10 s' },
});

export const acquireLease = (question: Parameters<typeof acquire>[0]) =>
  abandonable(() =>
    acquire.executeWithOptions(
      { summary: `May ${question.target} be changed now?`, scheduleToCloseTimeout: '2 min' },
      [question],
    ),
  );

export const lookAhead = (question: Parameters<typeof look>[0]) =>
  abandonable(() =>
    look.executeWithOptions(
      { summary: 'What stands in the way of a change?', scheduleToCloseTimeout: '1 min' },
      [question],
    ),
  );

export const { releaseLease } = proxyActivities<LeaseActivities>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '1 min',
  retry: { initialInterval: '500 ms', maximumInterval: '10 s' },
  summary: 'Give the target back',
});

/** Notices: unlimited attempts within an hour. */
export const { notify } = proxyActivities<CoordinationActivities>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '1 h',
  retry: { initialInterval: '500 ms', maximumInterval: '30 s' },
});

/** Pages never give up. */
export const { notify: page } = proxyActivities<CoordinationActivities>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '500 ms', maximumInterval: '30 s' },
});

export const { archive } = proxyActivities<CoordinationActivities>({
  startToCloseTimeout: '60 s',
  scheduleToCloseTimeout: '1 h',
  retry: { initialInterval: '1 s', maximumInterval: '1 min' },
  summary: 'Keep the record, the history and the post-mortem',
});

/** The checks of a pool, each under the question it asks. */
export function checksOn(pool: string) {
  const checks = proxyActivities<PoolActivities>({
    taskQueue: poolQueue(pool),
    startToCloseTimeout: '10 s',
    scheduleToCloseTimeout: '30 s',
    retry: { initialInterval: '1 s', maximumAttempts: 3 },
  });
  return {
    postgresConnectivity: asking(
      checks.postgresConnectivity,
      ({ database }) => `Can we get into ${database.id}?`,
    ),
    postgresConnections: asking(checks.postgresConnections, ({ database }) => `How full is ${database.id}?`),
    postgresLimits: asking(
      checks.postgresLimits,
      ({ database }) => `How many connections may ${database.id} have?`,
    ),
    postgresIdleSessions: asking(
      checks.postgresIdleSessions,
      ({ database }) => `Who holds ${database.id} idle?`,
    ),
    postgresIdleInTransaction: asking(
      checks.postgresIdleInTransaction,
      ({ database }) => `Who forgot a transaction in ${database.id}?`,
    ),
    postgresLongQueries: asking(
      checks.postgresLongQueries,
      ({ database }) => `What has been running for long in ${database.id}?`,
    ),
    postgresSlowQueries: asking(
      checks.postgresSlowQueries,
      ({ database }) => `Which statements are slow in ${database.id}?`,
    ),
    postgresLocks: asking(checks.postgresLocks, ({ database }) => `Who waits for whom in ${database.id}?`),
    redisPing: asking(checks.redisPing, ({ server }) => `Does ${server.id} answer?`),
    redisMemory: asking(checks.redisMemory, ({ server }) => `How full is ${server.id}?`),
    redisStats: asking(checks.redisStats, ({ server }) => `Does ${server.id} serve its clients?`),
    redisSlowLog: asking(checks.redisSlowLog, ({ server }) => `What is slow in ${server.id}?`),
    redisKeys: asking(checks.redisKeys, ({ server }) => `What does ${server.id} hold?`),
    kubernetesPods: asking(checks.kubernetesPods, ({ scope }) => `Do the pods of ${clusterName(scope)} run?`),
    kubernetesServices: asking(
      checks.kubernetesServices,
      ({ scope }) => `Which services of ${clusterName(scope)} have nothing behind them?`,
    ),
    kubernetesIngresses: asking(
      checks.kubernetesIngresses,
      ({ scope }) => `Where do the ingresses of ${clusterName(scope)} lead?`,
    ),
    kubernetesNodes: asking(
      checks.kubernetesNodes,
      ({ scope }) => `Are the nodes of ${clusterName(scope)} well?`,
    ),
    kubernetesEvents: asking(
      checks.kubernetesEvents,
      ({ scope }) => `What does ${clusterName(scope)} report?`,
    ),
    kubernetesRollouts: asking(
      checks.kubernetesRollouts,
      ({ scope }) => `What was rolled out in ${clusterName(scope)}?`,
    ),
    kubernetesResources: asking(
      checks.kubernetesResources,
      ({ scope, by }) => `Who uses the ${by} of ${clusterName(scope)}?`,
    ),
    kubernetesThrottling: asking(
      checks.kubernetesThrottling,
      ({ scope }) => `Whom do the CPU limits of ${clusterName(scope)} hold back?`,
    ),
    kubernetesAutoscalers: asking(
      checks.kubernetesAutoscalers,
      ({ scope }) => `Can the autoscalers of ${clusterName(scope)} scale?`,
    ),
    kubernetesVolumeClaims: asking(
      checks.kubernetesVolumeClaims,
      ({ scope }) => `Do pods of ${clusterName(scope)} wait for volumes?`,
    ),
    kubernetesNetworkPolicies: asking(
      checks.kubernetesNetworkPolicies,
      ({ scope }) => `Who is let in and out of the workloads of ${clusterName(scope)}?`,
    ),
    kubernetesExec: (question: InPodQuestion): Promise<Finding> =>
      abandonable(() =>
        checks.kubernetesExec.executeWithOptions(
          { summary: `${question.command.title}?`.slice(0, 190), startToCloseTimeout: '25 s' },
          [question],
        ),
      ),
    kubernetesPodMetrics: asking(
      checks.kubernetesPodMetrics,
      ({ workload }) => `What do the pods of ${workload} count?`,
    ),
    kubernetesLogs: asking(checks.kubernetesLogs, ({ workload }) => `What do the logs of ${workload} say?`),
    kubernetesCertificates: asking(
      checks.kubernetesCertificates,
      ({ scope }) => `Do the certificates of ${clusterName(scope)} last?`,
    ),
    tlsCertificate: asking(checks.tlsCertificate, () => 'Which certificates are shown?'),
    dnsNames: asking(checks.dnsNames, () => 'What do the names lead to?'),
    httpHealth: (question: Parameters<PoolActivities['httpHealth']>[0]): Promise<Finding> =>
      abandonable(() =>
        checks.httpHealth.executeWithOptions(
          {
            summary: `Is ${question.target.id} well?`,
            startToCloseTimeout: question.probes * (3_000 + question.every) + 2_000,
            heartbeatTimeout: 5_000 + question.every,
          },
          [question],
        ),
      ),
  };
}

export type Checks = ReturnType<typeof checksOn>;

/** Planning and measuring ask like checks; applying is one activity that must be seen through; a rollout takes its time. */
export function effectsOn(pool: string) {
  const look = proxyActivities<PoolActivities>({
    taskQueue: poolQueue(pool),
    startToCloseTimeout: '10 s',
    scheduleToCloseTimeout: '30 s',
    retry: { initialInterval: '1 s', maximumAttempts: 3 },
  });
  const act = proxyActivities<PoolActivities>({
    taskQueue: poolQueue(pool),
    startToCloseTimeout: '60 s',
    scheduleToCloseTimeout: '10 min',
    heartbeatTimeout: '4 s',
    retry: { initialInterval: '500 ms', maximumAttempts: 3 },
  });
  const wait = proxyActivities<PoolActivities>({
    taskQueue: poolQueue(pool),
    startToCloseTimeout: '31 min',
    scheduleToCloseTimeout: '31 min',
    heartbeatTimeout: '4 s',
    retry: { initialInterval: '500 ms', maximumInterval: '5 s' },
  });
  return {
    planMitigation: asking(look.planMitigation, ({ mitigation }) => `Plan: ${mitigation.title}`),
    comparePlan: asking(look.comparePlan, ({ plan }) => `Could plan ${plan.id} still be applied?`),
    measure: asking(
      look.measure,
      ({ improvement }) => `Measure ${improvement.metric} of ${measuredIn(improvement).join(', ')}`,
    ),
    rehearsePlan: asking(look.rehearsePlan, ({ plan }) => `Rehearse plan ${plan.id}: ${plan.title}`),
    kubernetesRolledOut: asking(
      wait.kubernetesRolledOut,
      ({ workloads }) =>
        `Are all pods of ${workloads.map(({ name }) => name).join(', ')} up to date and ready?`,
    ),
    kubernetesCertificateIssued: asking(
      wait.kubernetesCertificateIssued,
      ({ name }) => `Is the certificate ${name} issued anew?`,
    ),
    applyPlan: seenThrough(act.applyPlan, ({ plan }) => `Apply plan ${plan.id}: ${plan.title}`),
  };
}

export type Effects = ReturnType<typeof effectsOn>;

type Activity<Question, Result> = {
  (question: Question): Promise<Result>;
  executeWithOptions(options: { summary: string }, args: [Question]): Promise<Result>;
};

function asking<Question, Result>(
  activity: Activity<Question, Result>,
  summary: (question: Question) => string,
) {
  const whole = seenThrough(activity, summary);
  return (question: Question): Promise<Result> => abandonable(() => whole(question));
}

function seenThrough<Question, Result>(
  activity: Activity<Question, Result>,
  summary: (question: Question) => string,
) {
  return (question: Question): Promise<Result> =>
    activity.executeWithOptions({ summary: summary(question).slice(0, 190) }, [question]);
}

/**
 * An activity that a cancellation leaves to end by itself, its answer unheard: all are short, or end when the run has closed.
 * Why neither of the SDK's own ways: docs/decisions/0013.
 */
async function abandonable<Result>(activity: () => Promise<Result>): Promise<Result> {
  const scope = CancellationScope.current();
  if (scope.consideredCancelled) return await scope.cancelRequested;
  const answer = CancellationScope.nonCancellable(activity);
  answer.catch(() => undefined);
  return await Promise.race([answer, scope.cancelRequested]);
}
