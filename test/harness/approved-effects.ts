import { createPublicKey, verify } from 'node:crypto';
import type { temporal } from '@temporalio/proto';
import type { CoordinationDependencies } from '../../activities/dependencies.ts';
import type { PoolActivities, Verified } from '../../workflows/contract/activities.ts';
import type { DecisionMessage } from '../../workflows/contract/messages.ts';
import { vouchedDoors } from '../../workflows/contract/people.ts';
import { type Approval, type Decision, decisionText, planHash } from '../../workflows/contract/plans.ts';
import { type Risk, risks } from '../../workflows/contract/profile.ts';
import { isForPublic } from '../../workflows/contract/public-updates.ts';
import type { RunInput } from '../../workflows/incident/carried.ts';

type History = temporal.api.history.v1.IHistory;
type Event = temporal.api.history.v1.IHistoryEvent;
type Payloads = temporal.api.common.v1.IPayloads | null | undefined;
type Order = Parameters<PoolActivities['applyPlan']>[0];

/** Where the keys are known: whose they are, and what may go unsigned. */
export interface KnownKeys {
  /** Base64 of SPKI DER; for what a gateway vouches for, those of the gateways. */
  keysOf(decision: Decision, system: string): readonly string[];
  unverifiedUpTo(system: string): Risk;
  /** Whether the public is told without anybody's yes. */
  publicByItself?(system: string): boolean;
}

/** Whether one of the pool's activities changes anything; who adds one has to say. */
const changes: Record<keyof PoolActivities, boolean> = {
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
const least: Partial<Record<Risk, number>> = { disruptive: 1, destructive: 2 };

/**
 * Every disruptive or destructive effect of a run that no valid approval of that very plan precedes, as sentences; none =
 * all were approved. Looks at raw events, not at what Mayday says of itself: the order that was given to the worker, the
 * signals before it in this history or in those it was continued from (`histories`, oldest first), and what the judge
 * answered. Without `known` the signatures are compared with those of the signals, and not checked themselves.
 */
export function unapprovedEffects(histories: readonly History[], known?: KnownKeys): string[] {
  const seen = new Seen();
  return histories.flatMap((history) => {
    const keyId = keyIdOf(history);
    return (history.events ?? []).flatMap((event) => {
      seen.take(event);
      const order = orderOf(event);
      if (!order) return [];
      const told = `plan ${order.plan.id} (${order.plan.risk})`;
      return faultsOf(order, keyId, seen, known).map((fault) => `event ${event.eventId}, ${told}: ${fault}`);
    });
  });
}

/** As the worker of these knows them. */
export function keysKnownTo({
  catalogue,
  resolve,
  gatewayKeys = [],
}: Pick<CoordinationDependencies, 'catalogue' | 'resolve' | 'gatewayKeys'>): KnownKeys {
  return {
    keysOf({ door, actor }, system) {
      const own = catalogue.people(system).get(actor)?.publicKeys ?? [];
      return vouchedDoors.includes(door) ? gatewayKeys : own.map(({ key }) => resolve(key));
    },
    unverifiedUpTo: (system) => catalogue.policy(system).unverifiedUpTo,
    publicByItself: (system) => catalogue.policy(system).publicUpdates === 'auto',
  };
}

/** What came in, and what was judged, up to an event. */
class Seen {
  readonly approvals: { message: DecisionMessage }[] = [];
  readonly held: Decision[] = [];
  private readonly asked = new Map<string, Decision>();

  take(event: Event): void {
    const { workflowExecutionSignaledEventAttributes: signal } = event;
    if (signal?.signalName === 'approve') {
      const message = decode<DecisionMessage>(signal.input);
      if (message) this.approvals.push({ message });
    }
    const { activityTaskScheduledEventAttributes: scheduled, activityTaskCompletedEventAttributes: done } =
      event;
    if (scheduled?.activityType?.name === 'verifyDecision') {
      const question = decode<{ decision: Decision }>(scheduled.input);
      if (question) this.asked.set(`${event.eventId}`, question.decision);
    }
    const question = this.asked.get(`${done?.scheduledEventId}`);
    if (question && decode<Verified>(done?.result)?.holds) this.held.push(question);
    // A run that goes on as another one begins to count its events anew.
    if (event.workflowExecutionStartedEventAttributes) this.asked.clear();
  }
}

function orderOf({ activityTaskScheduledEventAttributes: scheduled }: Event): Order | undefined {
  const name = scheduled?.activityType?.name ?? '';
  if (!Object.hasOwn(changes, name) || !changes[name as keyof PoolActivities]) return undefined;
  return decode<Order>(scheduled?.input) ?? undefined;
}

function faultsOf(order: Order, keyId: string, seen: Seen, known: KnownKeys | undefined): string[] {
  const { plan, mitigation, approvals } = order;
  const risk = risks[Math.max(risks.indexOf(plan.risk), risks.indexOf(mitigation.risk))] ?? 'destructive';
  const itself = isForPublic(plan.id) && mitigation.action === 'statusPage.publish' && plan.needs === 0;
  const needed = itself && known?.publicByItself?.(order.system) ? 0 : least[risk];
  if (needed === undefined) return [];
  const faults: string[] = [];
  if (order.keyId !== keyId) faults.push('the order is for another incident');
  if (plan.mitigation !== mitigation.name) faults.push('the order is for another mitigation');
  if (plan.hash !== planHash(mitigation.name, plan.round, plan.targets, plan.parameters)) {
    faults.push('its hash is not that of what would be changed');
  }
  const alone = approvals.some(({ decision }) => decision.breakGlass);
  const people = new Set(approvals.map(({ decision }) => decision.actor));
  if (people.size < (alone ? 1 : Math.max(needed, plan.needs))) faults.push(`${people.size} approved it`);
  if (people.size < approvals.length) faults.push('somebody counts twice');
  return [...faults, ...approvals.flatMap((approval) => whyInvalid(approval, order, risk, seen, known))];
}

function whyInvalid(
  { decision }: Approval,
  { plan, keyId, system }: Order,
  risk: Risk,
  seen: Seen,
  known: KnownKeys | undefined,
): string[] {
  const { actor, signature, reason } = decision;
  const faults: string[] = [];
  if (decision.decision !== 'approve') faults.push(`${actor} did not approve`);
  if (decision.incident !== keyId) faults.push(`${actor} approved in another incident`);
  if (decision.plan !== plan.id || decision.hash !== plan.hash) faults.push(`${actor} approved another plan`);
  if ((risk === 'destructive' || decision.breakGlass) && !reason?.trim())
    faults.push(`${actor} gave no reason`);
  if (!seen.approvals.some(({ message }) => isSignalOf(decision, message))) {
    faults.push(`no signal of ${actor} before it says so`);
  }
  if (
    !seen.held.some((each) => decisionText(each) === decisionText(decision) && each.signature === signature)
  ) {
    faults.push(`nobody judged the decision of ${actor} before it`);
  }
  if (signature === undefined) {
    const unsigned = known?.unverifiedUpTo(system) ?? 'disruptive';
    if (decision.breakGlass || risks.indexOf(risk) > risks.indexOf(unsigned)) {
      faults.push(`${actor} did not sign`);
    }
  } else if (known && !fits(decision, known.keysOf(decision, system))) {
    faults.push(`the signature is not by ${actor}`);
  }
  return faults;
}

/** A person who types into the Temporal UI may shorten the hash, gives no time, and an empty reason is none. */
function isSignalOf(
  decision: Decision,
  { plan, hash, by, signature, reason, breakGlass }: DecisionMessage,
): boolean {
  const name = typeof by === 'object' ? by.name : (by ?? decision.actor);
  return (
    plan === decision.plan &&
    decision.hash.startsWith(hash) &&
    name === decision.actor &&
    signature === decision.signature &&
    (reason?.trim() ? reason : undefined) === decision.reason &&
    breakGlass === decision.breakGlass
  );
}

function fits(decision: Decision, publicKeys: readonly string[]): boolean {
  const signature = Buffer.from(decision.signature ?? '', 'base64');
  return publicKeys.some((key) => {
    const spki = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
    return verify(null, Buffer.from(decisionText(decision)), spki, signature);
  });
}

/** The same through Reset and continue-as-new; a run that another one opened as the next incident brings its own. */
function keyIdOf({ events }: History): string {
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  const input = decode<RunInput>(started?.input);
  const own = started?.continuedExecutionRunId ? input?.key : undefined;
  return input?.carried?.keyId ?? own ?? started?.firstExecutionRunId ?? '';
}

/** Undefined for what is no JSON. */
function decode<T>(payloads: Payloads): T | undefined {
  try {
    return JSON.parse(Buffer.from(payloads?.payloads?.[0]?.data ?? '').toString());
  } catch {
    return undefined;
  }
}
