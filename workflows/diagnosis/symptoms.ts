import type { Finding } from '../contract/findings.ts';
import type { KubernetesScope } from '../contract/kubernetes.ts';
import type { SystemProfile } from '../contract/profile.ts';
import { questionName, type Topic, warnAt } from './cluster-questions.ts';
import { applications } from './workloads.ts';

/** Ids of the catalogue's workloads by what is wrong with them, the worst first. */
export interface Symptoms {
  /** Another image or other settings were rolled out of late. */
  deployed: string[];
  /** Pods crash or are not ready, and a new start could help. */
  failing: string[];
  /** Killed for their memory, or near their limit of it. */
  shortOfMemory: string[];
  /** Near their CPU limit, held back by it, or with an autoscaler that may go no further. */
  shortOfCpu: string[];
  /** Their logs have errors, or too many of their answers are 5xx. */
  erring: string[];
  /** Their answers take too long. */
  slow: string[];
}

type Found = Record<string, Finding>;
type Row = NonNullable<Finding['evidence']>[number];

/** What the checks of clusters found, workload by workload; what belongs to none of the catalogue calls for nothing. */
export function symptomsOf(profile: SystemProfile, found: Found): Symptoms {
  const { kubernetes = [], prometheus } = profile;
  const rows = (topic: Topic | `logs of ${string}`, counts: (row: Row, scope: KubernetesScope) => boolean) =>
    kubernetes.flatMap((scope) => sickRows(found, topic, scope).filter((row) => counts(row, scope)));
  const killed = rows('pods', ({ reason }) => reason === 'OOMKilled');
  const full = rows('memory', (row, scope) => percent(row.memoryPercent) >= warnAt(scope).memory);
  const hot = rows('cpu', (row, scope) => percent(row.cpuPercent) >= warnAt(scope).cpu);
  const heldBack = rows('throttling', (row) => percent(row.percent) > (prometheus?.throttledAbove ?? 0));
  const capped = rows('autoscalers', ({ replicas, most, trouble }) => trouble !== null && replicas === most);
  const logged = kubernetes.flatMap((scope) =>
    scope.workloads.map(({ id }) => id).filter((id) => sickRows(found, `logs of ${id}`, scope).length > 0),
  );
  return {
    deployed: workloads(rows('rollouts', isRecentDeploy)),
    failing: workloads(rows('pods', ({ reason }) => !startsNoBetter.test(`${reason}`))),
    shortOfMemory: workloads([...killed, ...full]),
    shortOfCpu: workloads([...heldBack, ...hot, ...capped]),
    erring: servicesIn(profile, found['error ratio'], logged),
    slow: servicesIn(profile, found.latency, []),
  };
}

/**
 * The workloads that services in trouble are called like, and those that are known for it already. Where none of the
 * catalogue is called so, and none is known, all that hold no data.
 */
function servicesIn(profile: SystemProfile, finding: Finding | undefined, known: string[]): string[] {
  if (finding?.verdict !== 'sick') return known;
  const services = (finding.evidence ?? []).flatMap(({ service, bad }) => (bad === null ? [] : `${service}`));
  const all = (profile.kubernetes ?? []).flatMap((scope) => scope.workloads);
  const named = services.flatMap((service) =>
    all.filter(({ id, name }) => id === service || name === service).map(({ id }) => id),
  );
  const both = [...new Set([...named, ...known])];
  return both.length > 0 ? both : applications(profile);
}

/** The evidence of a finding, where that is sick. */
export function sickRows(found: Found, topic: Topic | `logs of ${string}`, scope: KubernetesScope): Row[] {
  const finding = found[questionName(topic, scope)];
  return finding?.verdict === 'sick' ? (finding.evidence ?? []) : [];
}

/** A restart is none: it brings nothing that could be to blame. */
export function isRecentDeploy({ change, at }: Row, { recentDeploy }: KubernetesScope): boolean {
  return (change === 'image' || change === 'settings') && Date.now() - Date.parse(`${at}`) <= recentDeploy;
}

/** Out of memory, without a place, or without an image: another start would end the same way. */
const startsNoBetter =
  /^(OOMKilled|Unschedulable|Evicted|Terminating|ErrImage\w*|ImagePullBackOff|InvalidImageName)$/;

function percent(value: Row[string] | undefined): number {
  return typeof value === 'number' ? value : 0;
}

function workloads(rows: Row[]): string[] {
  return [...new Set(rows.flatMap(({ workload }) => (typeof workload === 'string' ? workload : [])))];
}
