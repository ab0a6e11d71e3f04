import type { CoordinationActivities, PoolActivities } from '../workflows/contract/activities.ts';
import type {
  ChannelExaminationActivities,
  ExaminationActivities,
} from '../workflows/contract/examination.ts';
import type { ExplainingActivities } from '../workflows/contract/explaining.ts';
import type { FollowUpActivities } from '../workflows/contract/follow-ups.ts';
import type { FreezeActivities } from '../workflows/contract/freeze.ts';
import type { LeaseActivities } from '../workflows/contract/lease.ts';
import type { MaintenanceActivities } from '../workflows/contract/maintenance.ts';
import type { SweeperActivities } from '../workflows/contract/sweeper.ts';
import type { WatchdogActivities } from '../workflows/contract/watchdog.ts';
import { endSilence } from './alertmanager/end-silence.ts';
import { keepSilent } from './alertmanager/keep-silent.ts';
import { archive } from './archive/archive.ts';
import { checkpointed } from './audit/checkpointed.ts';
import { backupsBy } from './backups/backups.ts';
import { listBackups } from './backups/list-backups.ts';
import { admit } from './catalogue/admit.ts';
import { tlsCertificate } from './certificates/tls.ts';
import { verifyDecision } from './decisions/verify-decision.ts';
import type { CoordinationDependencies, PoolDependencies } from './dependencies.ts';
import { dnsNames } from './dns/names.ts';
import { elasticsearchErrors } from './elasticsearch/errors.ts';
import { examineChannels } from './examination/channels.ts';
import { examineTargets } from './examination/targets.ts';
import { stillExplains } from './explaining/still-explains.ts';
import { tellExplained } from './explaining/tell-explained.ts';
import { keepFollowUps } from './follow-ups/keep-follow-ups.ts';
import { listFollowUps } from './follow-ups/list-follow-ups.ts';
import { hostDanglingImages } from './hosts/dangling-images.ts';
import { hostOldFiles } from './hosts/deletable.ts';
import { hostDisks } from './hosts/disks.ts';
import { hostLargest } from './hosts/largest.ts';
import { httpHealth } from './http/health.ts';
import { httpLogin } from './http/login.ts';
import { httpMetrics } from './http/metrics.ts';
import { httpResponseTimes } from './http/response-times.ts';
import { kafkaBrokers } from './kafka/brokers.ts';
import { kafkaClusters } from './kafka/connections.ts';
import { kafkaLag } from './kafka/lag.ts';
import { kafkaTopics } from './kafka/topics.ts';
import { acquireLease } from './keepers/acquire-lease.ts';
import { lookAhead } from './keepers/look-ahead.ts';
import { releaseLease } from './keepers/release-lease.ts';
import { tellIncidents } from './keepers/tell-incidents.ts';
import { tellOfHeartbeat } from './keepers/tell-of-heartbeat.ts';
import { kubernetesAutoscalers } from './kubernetes/autoscalers.ts';
import { kubernetesCertificateIssued } from './kubernetes/certificate-issued.ts';
import { kubernetesCertificates } from './kubernetes/certificates.ts';
import { kubernetesClusters } from './kubernetes/clusters.ts';
import { kubernetesConfigMaps } from './kubernetes/config-maps.ts';
import { kubernetesEvents } from './kubernetes/events.ts';
import { kubernetesExec } from './kubernetes/exec.ts';
import { kubernetesIngresses } from './kubernetes/ingresses.ts';
import { kubernetesLogs } from './kubernetes/logs.ts';
import { kubernetesNetworkPolicies } from './kubernetes/network-policies.ts';
import { kubernetesNodes } from './kubernetes/nodes.ts';
import { kubernetesPodMetrics } from './kubernetes/pod-metrics.ts';
import { kubernetesPods } from './kubernetes/pods.ts';
import { kubernetesResources } from './kubernetes/resources.ts';
import { kubernetesRolledOut } from './kubernetes/rolled-out.ts';
import { kubernetesRollouts } from './kubernetes/rollouts.ts';
import { kubernetesServices } from './kubernetes/services.ts';
import { kubernetesVolumeClaims } from './kubernetes/volume-claims.ts';
import { deliverHeld } from './maintenance/deliver-held.ts';
import { judgeHeld } from './maintenance/judge-held.ts';
import { applyPlan } from './mitigations/apply-plan.ts';
import { comparePlan } from './mitigations/compare-plan.ts';
import { measure } from './mitigations/measure.ts';
import { planMitigation } from './mitigations/plan-mitigation.ts';
import { rehearsePlan } from './mitigations/rehearse-plan.ts';
import { notify } from './notify/notify.ts';
import { say } from './notify/say.ts';
import { recentCommits } from './outside/commits.ts';
import { externalDependencies } from './outside/dependencies.ts';
import { postgresConnections } from './postgres/connections.ts';
import { postgresConnectivity } from './postgres/connectivity.ts';
import { postgresIdleInTransaction } from './postgres/idle-in-transaction.ts';
import { postgresIdleSessions } from './postgres/idle-sessions.ts';
import { postgresIntegrity } from './postgres/integrity.ts';
import { postgresLimits } from './postgres/limits.ts';
import { postgresLocks } from './postgres/locks.ts';
import { postgresLongQueries } from './postgres/long-queries.ts';
import { postgresPools } from './postgres/pools.ts';
import { postgresQueries } from './postgres/queries.ts';
import { postgresSessions } from './postgres/sessions.ts';
import { postgresSizes } from './postgres/sizes.ts';
import { postgresSlowQueries } from './postgres/slow-queries.ts';
import { prometheusAlerts } from './prometheus/alerts.ts';
import { prometheusErrorRatio } from './prometheus/error-ratio.ts';
import { prometheusLatency } from './prometheus/latency.ts';
import { prometheusServers } from './prometheus/query.ts';
import { prometheusRequests } from './prometheus/red.ts';
import { kubernetesThrottling } from './prometheus/throttling.ts';
import { kubernetesVolumeUsage } from './prometheus/volume-usage.ts';
import { redisConnections } from './redis/connections.ts';
import { redisKeys } from './redis/keys.ts';
import { redisMemory } from './redis/memory.ts';
import { redisPing } from './redis/ping.ts';
import { redisSlowLog } from './redis/slow-log.ts';
import { redisStats } from './redis/stats.ts';
import { runScript } from './scripts/run-script.ts';
import { catalogueScripts } from './scripts/scripts.ts';
import { sentryIssues } from './sentry/issues.ts';
import { statusPages as statusPagesBy } from './status-page/pages.ts';
import { findClosed } from './sweeper/find-closed.ts';
import { findStuck } from './sweeper/find-stuck.ts';
import { keepClosed } from './sweeper/keep-closed.ts';
import { fillInTemplates } from './texts/fill-in.ts';

/** Catalogue, notifications, follow-ups and the sweeper: the activities of the coordination queue. */
export function createCoordinationActivities(
  deps: CoordinationDependencies,
): CoordinationActivities &
  SweeperActivities &
  FollowUpActivities &
  LeaseActivities &
  FreezeActivities &
  ExplainingActivities &
  MaintenanceActivities &
  ChannelExaminationActivities &
  WatchdogActivities {
  return {
    admit: admit(deps),
    examineChannels: examineChannels(deps),
    verifyDecision: verifyDecision(deps),
    say: say(deps),
    fillIn: fillInTemplates(),
    notify: notify(deps),
    archive: archive(deps),
    listFollowUps: listFollowUps(deps),
    keepFollowUps: keepFollowUps(deps),
    findStuck: findStuck(deps),
    findClosed: findClosed(deps),
    keepClosed: keepClosed(deps),
    acquireLease: acquireLease(deps),
    releaseLease: releaseLease(deps),
    lookAhead: lookAhead(deps),
    tellIncidents: tellIncidents(deps),
    tellOfHeartbeat: tellOfHeartbeat(deps),
    tellExplained: tellExplained(deps),
    judgeHeld: judgeHeld(deps),
    deliverHeld: deliverHeld(deps),
    stillExplains: stillExplains(deps),
  };
}

/** Checks and effects: the activities of one pool's queue. */
export function createPoolActivities(deps: PoolDependencies): PoolActivities & ExaminationActivities {
  const kubernetes = kubernetesClusters(deps);
  const prometheus = prometheusServers(deps);
  const machine = deps.machine ?? { root: '', own: [] };
  const postgres = postgresSessions(deps.resolve, deps.ownParts);
  const redis = redisConnections(deps.resolve);
  const kafka = kafkaClusters(deps.resolve);
  const statusPages = statusPagesBy(deps.resolve);
  const scripts = catalogueScripts(deps.resolve, kubernetes);
  const backups = backupsBy(deps.resolve, scripts);
  const { resolve, mail } = deps;
  const access = { postgres, kubernetes, redis, scripts, statusPages, backups, machine, resolve, mail };
  return {
    postgresConnectivity: postgresConnectivity(postgres),
    postgresConnections: postgresConnections(postgres),
    postgresLimits: postgresLimits(postgres),
    postgresIdleSessions: postgresIdleSessions(postgres),
    postgresIdleInTransaction: postgresIdleInTransaction(postgres),
    postgresLongQueries: postgresLongQueries(postgres),
    postgresSlowQueries: postgresSlowQueries(postgres),
    postgresLocks: postgresLocks(postgres),
    postgresSizes: postgresSizes(postgres),
    postgresPools: postgresPools(postgres),
    postgresQueries: postgresQueries(postgres),
    postgresIntegrity: postgresIntegrity(postgres),
    redisPing: redisPing(redis),
    redisMemory: redisMemory(redis),
    redisStats: redisStats(redis),
    redisSlowLog: redisSlowLog(redis),
    redisKeys: redisKeys(redis),
    kafkaBrokers: kafkaBrokers(kafka),
    kafkaTopics: kafkaTopics(kafka),
    kafkaLag: kafkaLag(kafka),
    kubernetesPods: kubernetesPods(kubernetes),
    kubernetesServices: kubernetesServices(kubernetes),
    kubernetesIngresses: kubernetesIngresses(kubernetes),
    kubernetesNodes: kubernetesNodes(kubernetes),
    kubernetesEvents: kubernetesEvents(kubernetes),
    kubernetesRollouts: kubernetesRollouts(kubernetes),
    kubernetesResources: kubernetesResources(kubernetes),
    kubernetesThrottling: kubernetesThrottling(prometheus),
    kubernetesVolumeUsage: kubernetesVolumeUsage(prometheus),
    kubernetesAutoscalers: kubernetesAutoscalers(kubernetes),
    kubernetesVolumeClaims: kubernetesVolumeClaims(kubernetes),
    kubernetesNetworkPolicies: kubernetesNetworkPolicies(kubernetes),
    kubernetesConfigMaps: kubernetesConfigMaps(kubernetes),
    kubernetesExec: kubernetesExec(kubernetes),
    kubernetesPodMetrics: kubernetesPodMetrics(kubernetes),
    kubernetesLogs: kubernetesLogs(kubernetes),
    kubernetesCertificates: kubernetesCertificates(kubernetes),
    prometheusErrorRatio: prometheusErrorRatio(prometheus),
    prometheusLatency: prometheusLatency(prometheus),
    prometheusRequests: prometheusRequests(prometheus),
    prometheusAlerts: prometheusAlerts(prometheus),
    tlsCertificate: tlsCertificate(deps, kubernetes),
    dnsNames: dnsNames(deps, kubernetes),
    httpHealth: httpHealth(deps),
    httpMetrics: httpMetrics(deps),
    httpResponseTimes: httpResponseTimes(deps),
    httpLogin: httpLogin(deps),
    externalDependencies: externalDependencies(deps),
    recentCommits: recentCommits(deps),
    sentryIssues: sentryIssues(deps),
    elasticsearchErrors: elasticsearchErrors(deps),
    runScript: runScript(scripts),
    listBackups: listBackups(backups),
    hostDisks: hostDisks(machine),
    hostLargest: hostLargest(machine),
    hostOldFiles: hostOldFiles(machine),
    hostDanglingImages: hostDanglingImages(machine),
    planMitigation: planMitigation(access),
    comparePlan: comparePlan(access),
    applyPlan: checkpointed(applyPlan(deps, access), deps.signer),
    rehearsePlan: rehearsePlan(access),
    kubernetesRolledOut: kubernetesRolledOut(kubernetes),
    kubernetesCertificateIssued: kubernetesCertificateIssued(kubernetes),
    keepSilent: keepSilent(deps),
    endSilence: endSilence(deps),
    examineTargets: examineTargets(deps, { postgres, redis, kafka, kubernetes, prometheus }),
    measure: measure({ ...access, prometheus, kafka }),
  };
}
