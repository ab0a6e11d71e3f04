import type { V1NetworkPolicy } from '@kubernetes/client-node';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { WorkloadTarget } from '../../workflows/contract/kubernetes.ts';
import { counted, durationInWords } from '../amounts.ts';
import { check, gather } from './check.ts';
import type { Cluster, Kubernetes } from './clusters.ts';
import { workloadNamed } from './existing.ts';
import { selects } from './label-selectors.ts';
import { listedOfPart } from './parts.ts';
import { type Direction, rulesInWords, rulesOf } from './policy-words.ts';
import { writtenAt } from './revisions.ts';
import { ago, orNone } from './words.ts';

/** What network policies let in and out of the catalogue's workloads; sick if that is nothing, or one was changed of late. */
export function kubernetesNetworkPolicies(
  kubernetes: Kubernetes,
): PoolActivities['kubernetesNetworkPolicies'] {
  return ({ scope, recent }) =>
    check('network policies', kubernetes, scope, async (cluster) => {
      const now = Date.now();
      const { items, gaps } = await gather(cluster.place, scope.workloads, (target) =>
        policiesOf(cluster, target),
      );
      const rows = items.sort((a, b) => b.at - a.at);
      const cutOff = scope.workloads.flatMap((target) => cutOffs(target, rows));
      const changed = rows.filter(({ at }) => now - at <= recent);
      const names = (some: Row[]) => new Set(some.map(({ policy }) => policy.metadata?.uid)).size;
      return {
        sick: cutOff.length > 0 || changed.length > 0,
        says: [
          ...cutOff,
          ...changed
            .slice(0, 3)
            .map(
              (row) =>
                `${nameOf(row)}, which is about ${row.target.name}, was changed ${ago(row.at, now)}: ${told(row)}.`,
            ),
          cutOff.length + changed.length === 0
            ? orNone(
                rows,
                'network policy',
                `${counted(names(rows), 'network policy')} on ${counted(scope.workloads.length, 'workload')}, none changed within ${durationInWords(recent)}.`,
              )
            : '',
        ]
          .filter(Boolean)
          .join(' '),
        evidence: rows.map((row) => ({
          namespace: row.target.namespace,
          workload: row.target.id,
          policy: nameOf(row),
          in: row.in ? rulesInWords(row.in, 'in') : null,
          out: row.out ? rulesInWords(row.out, 'out') : null,
          changed: new Date(row.at).toISOString(),
        })),
        gaps,
      };
    });
}

type Rules = ReturnType<typeof rulesOf>;

/** A policy that selects the pods of a workload; without rules it says nothing of that direction. */
interface Row {
  target: WorkloadTarget;
  policy: V1NetworkPolicy;
  in: Rules;
  out: Rules;
  /** Epoch ms. */
  at: number;
}

async function policiesOf(cluster: Cluster, target: WorkloadTarget) {
  const [workload, { items, gaps }] = await Promise.all([
    workloadNamed(cluster, target),
    listedOfPart('network policies', target, (within) =>
      cluster.networking.listNamespacedNetworkPolicy(within),
    ),
  ]);
  const labels = workload.spec?.template.metadata?.labels ?? {};
  const ours = items.filter(({ spec }) => selects(spec?.podSelector, labels));
  const rows = ours.map((policy): Row => {
    const created = policy.metadata?.creationTimestamp?.getTime() ?? 0;
    const at = Math.max(created, writtenAt(policy.metadata));
    return { target, policy, in: rulesOf(policy, 'in'), out: rulesOf(policy, 'out'), at };
  });
  return { items: rows, gaps };
}

/** Policies add up: a workload is cut off where some limit it and none of them allows anything. */
function cutOffs(target: WorkloadTarget, rows: Row[]): string[] {
  const own = rows.filter((row) => row.target === target);
  return (['in', 'out'] as Direction[]).flatMap((direction) => {
    const limiting = own.filter((row) => row[direction] !== undefined);
    if (limiting.length === 0 || limiting.some((row) => row[direction]?.length)) return [];
    const by = limiting.map(nameOf).join(', ');
    return direction === 'in'
      ? [`Nothing is let in to ${target.name} (by ${by}).`]
      : [`${target.name} is let out to nowhere, not even to DNS (by ${by}).`];
  });
}

const nameOf = ({ policy }: Row) => policy.metadata?.name ?? '';

/** `in: from pods app=frontend on TCP 80; out: nothing` */
function told(row: Row): string {
  const words = (['in', 'out'] as Direction[]).flatMap((direction) => {
    const rules = row[direction];
    return rules ? `${direction}: ${rulesInWords(rules, direction)}` : [];
  });
  return words.join('; ');
}
