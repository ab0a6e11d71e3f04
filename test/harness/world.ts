import { setTimeout as delay } from 'node:timers/promises';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { notApproved } from '../../activities/decisions/judge-approvals.ts';
import type { PoolDependencies } from '../../activities/dependencies.ts';
import { watchOver } from '../../activities/keepers/watch.ts';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import { effectKey } from '../../workflows/contract/keys.ts';
import { targetIds } from '../../workflows/contract/mitigations.ts';
import { isForPublic } from '../../workflows/contract/public-updates.ts';
import { WorldAlertmanager } from './world-alertmanager.ts';
import { certificatesFinding, type HeldCertificates, issuance } from './world-certificates.ts';
import { changesOf } from './world-changes.ts';
import { WorldCluster } from './world-cluster.ts';
import { WorldDisk } from './world-disks.ts';
import { WorldKafka } from './world-kafka.ts';
import { WorldOutside } from './world-outside.ts';
import { WorldRequests } from './world-requests.ts';
import { WorldSteps } from './world-steps.ts';
import { type HeldWorkloads, ready, readyPods, rollout } from './world-workloads.ts';

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
  /** How many connections a role may have; a role without an entry has no limit. */
  readonly limits = new Map<string, number>();
  /** An application uses all connections of its pool. */
  poolUsedUp = false;
  /** How many connections the database lets in. */
  maxConnections = 20;
  /** How many keys the cache holds; it is full from 100 on. */
  cacheKeys = 0;
  /** Which backups there are. */
  readonly backups: string[] = [];
  /** Each backup that was restored, in order. */
  readonly restored: string[] = [];
  /** What the public was told, in order. */
  readonly published: string[] = [];
  /** How often the page answers that it is to be asked again in a minute, and takes nothing. */
  pageTellsToWait = 0;
  /** In which words. */
  readonly publicTexts: string[] = [];
  /** Which run of the cache's server it is. */
  cacheRun = 'first';
  /** How many keys each emptying took away, in order. */
  readonly flushed: number[] = [];
  /** Every session that was ended, in order. */
  readonly ended: number[] = [];
  /** Certificates of the cluster, by name. */
  readonly certificates: HeldCertificates = new Map();
  /** The disk of the host that the system runs on. */
  readonly disk = new WorldDisk();
  /** Workloads in trouble. */
  readonly cluster = new WorldCluster();
  readonly kafka = new WorldKafka();
  readonly alertmanager = new WorldAlertmanager();
  /** How its services answer, as a Prometheus counts it. */
  readonly requests = new WorldRequests();
  /** What it needs outside, and who knows something about it. */
  readonly outside = new WorldOutside();
  readonly steps = new WorldSteps();
  readonly workloads: HeldWorkloads = { replicas: new Map(), rollout: ready, missing: 0 };
  /** Each call of a script that changes something, as its line. */
  readonly ran: string[] = [];
  /** What somebody else does right after the next change. */
  meanwhile?: () => void;
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

  /** How many connections the role `shop` may have; -1 = no limit. */
  get limit(): number {
    return this.limits.get('shop') ?? -1;
  }

  set limit(limit: number) {
    this.limits.set('shop', limit);
  }

  get well(): boolean {
    return this.hasRoom && this.cluster.answers && !this.brokenOtherwise;
  }

  private get hasRoom(): boolean {
    return this.idle.size === 0 || this.limit > 0 || this.maxConnections > 20;
  }

  /** The pool's activities on this world; decisions are judged as in production. */
  activities(deps: Pick<PoolDependencies, 'catalogue' | 'resolve' | 'leases' | 'freezes'>): PoolActivities {
    const actionOf = changesOf(this);
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
      postgresSizes: async () => this.finding('sizes', true, 'The largest database has 1Gi.'),
      postgresPools: async () =>
        this.finding('pools', !this.poolUsedUp, `${this.poolUsedUp ? 1 : 0} pools are used up.`),
      postgresIntegrity: async () => this.finding('integrity', true, 'Nothing is broken.'),
      postgresQueries: async () => this.steps.answer('queries', 'queries', 'The shop had an answer.'),
      redisPing: async () => this.finding('ping', true, 'It answers after 1 ms.'),
      redisMemory: async () =>
        this.finding('memory', this.cacheKeys < 100, `It uses memory for ${this.cacheKeys} keys.`),
      redisStats: async () => this.finding('stats', true, '3 clients, hit rate 90 %.'),
      redisSlowLog: async () => this.finding('slow log', true, 'No command took long.'),
      redisKeys: async () => this.finding('keys', true, `It holds ${this.cacheKeys} keys.`),
      kafkaBrokers: async () => this.reachable(this.kafka.brokers()),
      kafkaTopics: async () => this.finding('topics', true, '3 topics with 6 partitions.'),
      kafkaLag: async (question) => this.reachable(this.kafka.lag(question, this.cluster)),
      kubernetesPods: async (question) => this.reachable(this.cluster.pods(question)),
      kubernetesServices: async () => this.finding('services', true, '1 service, each with ready endpoints.'),
      kubernetesIngresses: async () =>
        this.finding('ingresses', true, '1 route to a service with ready endpoints.'),
      kubernetesNodes: async () => this.finding('nodes', true, '2 nodes, all ready.'),
      kubernetesEvents: async () => this.finding('events', true, 'No warnings.'),
      kubernetesRollouts: async (question) => this.reachable(this.cluster.rollouts(question)),
      kubernetesResources: async (question) => this.reachable(this.cluster.resources(question)),
      kubernetesThrottling: async () => this.finding('throttling', true, '3 containers, none held back.'),
      kubernetesAutoscalers: async () => this.finding('autoscalers', true, '1 autoscaler with room.'),
      kubernetesVolumeClaims: async () =>
        this.finding('volumeClaims', true, '1 volume claim, none in trouble.'),
      kubernetesVolumeUsage: async ({ above }) => this.disk.volumes(above),
      hostDisks: async ({ above }) => this.reachable(this.disk.disks(above)),
      hostLargest: async () => this.finding('largest', true, '/var/log 4.2 GB.'),
      hostOldFiles: async ({ above }) => this.disk.oldFiles(above),
      hostDanglingImages: async ({ above }) => this.disk.danglingImages(above),
      kubernetesNetworkPolicies: async () =>
        this.finding('network policies', true, '1 network policy on 1 workload.'),
      kubernetesConfigMaps: async () => this.outside.configMaps(),
      kubernetesExec: async ({ command }) => this.finding(command.name, true, 'It printed 12 lines.'),
      kubernetesPodMetrics: async () => this.finding('pod metrics', true, '200: 950.'),
      kubernetesLogs: async (question) => this.reachable(this.cluster.logs(question)),
      kubernetesCertificates: async () => certificatesFinding(this.certificates),
      prometheusErrorRatio: async (question) => this.reachable(this.requests.errorRatio(question)),
      prometheusLatency: async (question) => this.reachable(this.requests.latency(question)),
      prometheusRequests: async () => this.finding('requests', true, 'backend: 50 requests a second.'),
      prometheusAlerts: async () => this.finding('alerts', true, 'No other alert of the system fires.'),
      tlsCertificate: async () =>
        this.finding('tls', true, '1 host, each with a certificate that is trusted.'),
      dnsNames: async () => this.finding('dns', true, '1 name looked up, none in trouble.'),
      runScript: async ({ script }) =>
        this.steps.answer(script.name, script.name, `${script.title}: exit code 0.`),
      httpMetrics: async ({ target }) => this.finding(`page ${target.id}`, true, 'active_users 42.'),
      httpHealth: async ({ target }) =>
        this.steps.concerns(target.id)
          ? this.steps.answer('health', target.id, 'It answers 200.')
          : this.finding('health', this.well, this.well ? 'It answers 200.' : 'It answers 503.'),
      httpResponseTimes: async ({ target }) =>
        this.steps.answer('response times', `times of ${target.id}`, 'They took 10 ms.'),
      httpLogin: async ({ target }) => this.steps.answer('sign-in', target.id, 'It lets the probe user in.'),
      elasticsearchErrors: async () => this.outside.loggedErrors(),
      sentryIssues: async () => this.outside.issues(),
      recentCommits: async () => this.outside.recentCommits(),
      externalDependencies: async () => this.outside.dependencies(),
      listBackups: async () =>
        this.finding('backups', this.backups.length > 0, `${this.backups.length} backups.`),
      planMitigation: async ({ mitigation, parameters = {}, before }) => {
        await delay(this.slow.planMitigation);
        return actionOf(mitigation).observe(mitigation, parameters, before);
      },
      comparePlan: async ({ mitigation, plan }) => {
        if (this.unreachable.has('plan')) throw new Error('connection refused');
        return actionOf(mitigation).differences(mitigation, plan);
      },
      applyPlan: async ({ mitigation, ...order }) => {
        const now = Context.current().info.scheduledTimestampMs;
        const because = notApproved({ ...order, ...deps, now });
        if (because !== undefined) return { outcome: 'refused', because, difference: [], effects: [] };
        const { plan, keyId, system, leases } = order;
        const targets = isForPublic(plan.id) ? [] : targetIds(mitigation);
        const watch = await watchOver(deps, { system, leases, targets });
        const halted = watch.halted();
        if (halted !== undefined) return { outcome: 'refused', because: halted, difference: [], effects: [] };
        const applied = await actionOf(mitigation).act({
          mitigation,
          plan,
          keyOf: (target) => effectKey(keyId, plan.hash, target.id),
          again: false,
          done: new Set(),
          record: () => {},
          halted: watch.halted,
        });
        if (applied.outcome === 'refused') return applied;
        if (this.losesAnswers) throw ApplicationFailure.nonRetryable('the answer was lost');
        return applied;
      },
      rehearsePlan: async ({ mitigation, plan }) => {
        const difference = await actionOf(mitigation).differences(mitigation, plan);
        if (difference.length > 0)
          return { outcome: 'would refuse', because: 'the world has changed', difference };
        return {
          outcome: 'would apply',
          says: plan.targets.map(({ title }) => `${title}: would be changed`),
        };
      },
      kubernetesCertificateIssued: async (question) => issuance(this.certificates, question),
      keepSilent: async (question) => this.alertmanager.keepSilent(question),
      endSilence: async () => this.alertmanager.endSilence(),
      kubernetesRolledOut: () => rollout(this.workloads),
      measure: async ({ improvement }) => {
        if (this.unreachable.has('measure')) throw new Error('connection refused');
        if (improvement.metric === 'diskUsed') {
          const { percent: value } = this.disk;
          return { value, good: value <= improvement.below, says: `/ has ${value} %.` };
        }
        if ('prometheus' in improvement) return this.requests.measure(improvement);
        if ('targets' in improvement && this.cluster.hurts(improvement.targets)) {
          return { value: 0, good: false, says: `${improvement.metric}: as bad as before.` };
        }
        if (improvement.metric === 'lag') return this.kafka.measure(improvement, this.cluster);
        if (improvement.metric === 'podsReady') return readyPods(this.workloads);
        const good = this.hasRoom && this.helps;
        return { value: good ? 10 : 100, good, says: `${good ? 10 : 100} % of the connections are taken.` };
      },
    };
  }

  private reachable(finding: Finding): Finding {
    if (this.unreachable.has(finding.check)) throw new Error('connection refused');
    return finding;
  }

  private finding(check: string, well: boolean, says: string): Finding {
    if (this.unreachable.has(check)) throw new Error('connection refused');
    return { check, verdict: well ? 'well' : 'sick', says };
  }
}
