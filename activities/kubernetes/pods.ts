import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { counted } from '../amounts.ts';
import { check } from './check.ts';
import type { Kubernetes } from './clusters.ts';
import { workloadOf } from './owners.ts';
import { type PodTrouble, podTrouble } from './pod-state.ts';
import { podsInScope } from './pods-in-scope.ts';
import { ago, worstFirst } from './words.ts';

/** Pods that do not run, are not ready, restart, ran out of memory or wait for a place. */
export function kubernetesPods(kubernetes: Kubernetes): PoolActivities['kubernetesPods'] {
  return ({ scope }) =>
    check('pods', kubernetes, scope, async (cluster) => {
      const { items: pods, gaps } = await podsInScope(cluster, scope);
      const now = Date.now();
      const troubles = pods
        .flatMap((pod) => {
          const trouble = podTrouble(pod, now);
          return trouble ? [{ ...trouble, workload: workloadOf(pod, scope) }] : [];
        })
        .sort(bySeverity);
      const [worst] = troubles;
      return {
        sick: worst !== undefined,
        says: worst
          ? `${troubles.length} of ${counted(pods.length, 'pod')} in trouble: ${reasons(troubles)}. ${example(worst, now)}`
          : `${counted(pods.length, 'pod')} of ${cluster.place.name}, all well.`,
        evidence: troubles.map(({ since, ...trouble }) => ({
          ...trouble,
          since: since === null ? null : new Date(since).toISOString(),
        })),
        gaps: pods.length === 0 && gaps.length === 0 ? [...gaps, noPods(scope.namespaces)] : gaps,
      };
    });
}

const rank = ['OOMKilled', 'CrashLoopBackOff', 'ImagePullBackOff', 'ErrImagePull', 'Error', 'Unschedulable'];

function bySeverity(a: PodTrouble, b: PodTrouble): number {
  return worstFirst(rank)(a.reason, b.reason) || b.restarts - a.restarts || a.pod.localeCompare(b.pod);
}

function reasons(troubles: PodTrouble[]): string {
  const groups = [...Map.groupBy(troubles, ({ reason }) => reason)];
  return groups.map(([reason, { length }]) => `${length} ${reason}`).join(', ');
}

function example({ namespace, pod, container, restarts, message, since }: PodTrouble, now: number): string {
  const what = [
    container && `container ${container}`,
    restarts > 0 && `restarted ${restarts} times`,
    since !== null && `last ${ago(since, now)}`,
  ];
  const words = what.filter((part) => typeof part === 'string');
  return `${namespace}/${pod}${words.length > 0 ? ` (${words.join(', ')})` : ''}${message ? `: ${message.replace(/\.$/, '')}` : ''}.`;
}

function noPods(namespaces: string[]): string {
  return `There are no pods at all: see whether ${namespaces.join(', ') || 'the workloads'} ${namespaces.length > 1 ? 'are' : 'is'} called so.`;
}
