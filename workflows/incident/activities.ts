import { proxyActivities } from '@temporalio/workflow';
import type { CoordinationActivities, PoolActivities } from '../contract/activities.ts';
import { poolOf } from '../contract/disks.ts';
import type { ExplainingActivities } from '../contract/explaining.ts';
import { heartbeats } from '../contract/heartbeats.ts';
import type { LeaseActivities } from '../contract/lease.ts';
import { type Improvement, type Mitigation, measuredIn } from '../contract/mitigations.ts';
import { oneLine } from '../contract/one-line.ts';
import { poolQueue } from '../contract/queues.ts';
import { aroundScript } from '../contract/scripts.ts';
import { abandonable, asking, seenThrough, type Times } from './asking.ts';
import { backupChecks } from './checks/backups.ts';
import { diskChecks } from './checks/disks.ts';
import { entranceChecks } from './checks/entrances.ts';
import { kafkaChecks } from './checks/kafka.ts';
import { kubernetesChecks } from './checks/kubernetes.ts';
import { outsideChecks } from './checks/outside.ts';
import { postgresChecks } from './checks/postgres.ts';
import { prometheusChecks } from './checks/prometheus.ts';
import { redisChecks } from './checks/redis.ts';
import { scriptChecks } from './checks/scripts.ts';
import { listTime, timeOfScripts } from './scripts.ts';

/** Catalogue and decisions: tried until they answer, since nothing can go on without. */
const { admit, verifyDecision: verify } = proxyActivities<CoordinationActivities>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '500 ms', maximumInterval: '10 s' },
  summary: 'Read the input and the file of the system',
});

export { admit };

export const verifyDecision = (question: Parameters<typeof verify>[0]) => {
  const { actor, decision } = question.decision;
  const summary = oneLine(`Does the ${decision} of ${actor} for plan ${question.plan.id} count?`);
  return abandonable(() => verify.executeWithOptions({ summary }, [question]));
};

/** Leases: one that does not answer is said; given back for a while, since they run out by themselves. */
const { acquireLease: acquire, lookAhead: look } = proxyActivities<LeaseActivities>({
  startToCloseTimeout: '30 s',
  retry: { initialInterval: '500 ms', maximumInterval: '10 s' },
});

export const acquireLease = (question: Parameters<typeof acquire>[0]) =>
  abandonable(() =>
    acquire.executeWithOptions(
      { summary: oneLine(`May ${question.target} be changed now?`), scheduleToCloseTimeout: '2 min' },
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

/** Texts for the public: one that cannot be worded now is worded later. */
export const { fillIn } = proxyActivities<CoordinationActivities>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '1 min',
  retry: { initialInterval: '500 ms', maximumInterval: '10 s' },
  summary: 'Word a text for the public',
});

/** Incidents that explain each other; one more look is no harm. */
export const { tellExplained, stillExplains } = proxyActivities<ExplainingActivities>({
  startToCloseTimeout: '60 s',
  scheduleToCloseTimeout: '10 min',
  retry: { initialInterval: '1 s', maximumInterval: '30 s' },
  summary: 'Which incidents explain each other?',
});

/** Notices of one channel; its lane says for how long it is tried. */
export const { say } = proxyActivities<CoordinationActivities>({
  startToCloseTimeout: '20 s',
  retry: { initialInterval: '500 ms', maximumInterval: '10 s' },
});

/** Notices of incidents that an earlier release opened, on all channels at once: unlimited attempts within an hour. */
export const { notify } = proxyActivities<CoordinationActivities>({
  startToCloseTimeout: '10 s',
  scheduleToCloseTimeout: '1 h',
  retry: { initialInterval: '500 ms', maximumInterval: '30 s' },
});

/** Their pages never give up. */
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
  const on = (queue: string) =>
    proxyActivities<PoolActivities>({
      taskQueue: poolQueue(queue),
      startToCloseTimeout: '10 s',
      scheduleToCloseTimeout: '30 s',
      retry: { initialInterval: '1 s', maximumAttempts: 3 },
    });
  const checks = on(pool);
  return {
    ...diskChecks(on),
    ...postgresChecks(checks),
    ...redisChecks(checks),
    ...kafkaChecks(checks),
    ...kubernetesChecks(checks),
    ...prometheusChecks(checks),
    ...entranceChecks(checks),
    ...outsideChecks(checks),
    ...scriptChecks(checks),
    ...backupChecks(checks),
  };
}

export type Checks = ReturnType<typeof checksOn>;

/** Planning and measuring ask like checks; applying is one activity that must be seen through; a rollout takes its time. */
function effectsOfPool(pool: string) {
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
    heartbeatTimeout: heartbeats.apply,
    retry: { initialInterval: '500 ms', maximumAttempts: 3 },
  });
  const wait = proxyActivities<PoolActivities>({
    taskQueue: poolQueue(pool),
    startToCloseTimeout: '31 min',
    scheduleToCloseTimeout: '31 min',
    heartbeatTimeout: heartbeats.rollout,
    retry: { initialInterval: '500 ms', maximumInterval: '5 s' },
  });
  return {
    planMitigation: asking(
      look.planMitigation,
      ({ mitigation }) => `Plan: ${mitigation.title}`,
      ({ mitigation }) => timesOfLook(mitigation),
    ),
    comparePlan: asking(
      look.comparePlan,
      ({ plan }) => `Could plan ${plan.id} still be applied?`,
      ({ mitigation }) => timesOfLook(mitigation),
    ),
    measure: asking(
      look.measure,
      ({ improvement }) => `Measure ${improvement.metric} of ${measuredIn(improvement).join(', ')}`,
    ),
    rehearsePlan: asking(
      look.rehearsePlan,
      ({ plan }) => `Rehearse plan ${plan.id}: ${plan.title}`,
      ({ mitigation }) => timesOf(mitigation),
    ),
    kubernetesRolledOut: asking(
      wait.kubernetesRolledOut,
      ({ workloads }) =>
        `Are all pods of ${workloads.map(({ name }) => name).join(', ')} up to date and ready?`,
    ),
    kubernetesCertificateIssued: asking(
      wait.kubernetesCertificateIssued,
      ({ name }) => `Is the certificate ${name} issued anew?`,
    ),
    applyPlan: seenThrough(
      act.applyPlan,
      ({ plan }) => `Apply plan ${plan.id}: ${plan.title}`,
      ({ mitigation }) => timesOf(mitigation),
    ),
  };
}

/** Scripts take as long as they may; everything else as long as any. */
function timesOf(mitigation: Mitigation): Times {
  const ms = timeOfScripts(mitigation);
  return ms === undefined ? {} : { startToCloseTimeout: ms, scheduleToCloseTimeout: ms + aroundScript };
}

/** A script may have to list the backups first. */
function timesOfLook(mitigation: Mitigation): Times {
  const listed = mitigation.action === 'postgres.restore' ? listTime(mitigation) : 0;
  if (listed === 0) return {};
  return { startToCloseTimeout: listed + aroundScript, scheduleToCloseTimeout: 2 * (listed + aroundScript) };
}

export type Effects = ReturnType<typeof effectsOn>;

/** What is about a host is looked at and done by the worker there. */
export function effectsOn(pool: string) {
  const ofSystem = effectsOfPool(pool);
  const there = (other: string) => (other === pool ? ofSystem : effectsOfPool(other));
  const by = <Question extends { mitigation: Mitigation }>({ mitigation }: Question) =>
    there(poolOf(mitigation, pool));
  return {
    ...ofSystem,
    planMitigation: (question: Parameters<typeof ofSystem.planMitigation>[0]) =>
      by(question).planMitigation(question),
    comparePlan: (question: Parameters<typeof ofSystem.comparePlan>[0]) => by(question).comparePlan(question),
    rehearsePlan: (question: Parameters<typeof ofSystem.rehearsePlan>[0]) =>
      by(question).rehearsePlan(question),
    applyPlan: (order: Parameters<typeof ofSystem.applyPlan>[0]) => by(order).applyPlan(order),
    measure: (question: { improvement: Improvement }) => {
      const { improvement } = question;
      return there(improvement.metric === 'diskUsed' ? improvement.target.pool : pool).measure(question);
    },
  };
}
