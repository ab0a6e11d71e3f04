import type { V1PersistentVolumeClaim, V1Pod } from '@kubernetes/client-node';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { counted } from '../amounts.ts';
import { check, gather } from './check.ts';
import type { Kubernetes } from './clusters.ts';
import { listedOfPart, partsOfScope } from './parts.ts';
import { podsOfPart } from './pods-in-scope.ts';
import { ago, orNone } from './words.ts';

/** Volume claims that are lost, or that pods wait for. */
export function kubernetesVolumeClaims(kubernetes: Kubernetes): PoolActivities['kubernetesVolumeClaims'] {
  return ({ scope }) =>
    check('volumeClaims', kubernetes, scope, async (cluster) => {
      const now = Date.now();
      const { items, gaps } = await gather(cluster.place, partsOfScope(scope), async (part) => {
        const [claims, pods] = await Promise.all([
          listedOfPart('volume claims', part, (within) =>
            cluster.core.listNamespacedPersistentVolumeClaim(within),
          ),
          podsOfPart(cluster, part),
        ]);
        const users = usersByClaim(pods.items);
        const ours = claims.items.filter(
          ({ metadata }) => typeof part === 'string' || users.has(metadata?.name ?? ''),
        );
        return {
          items: ours.map((claim) => rowOf(claim, users, now)),
          gaps: [...claims.gaps, ...pods.gaps],
        };
      });
      const rows = items.sort((a, b) => Number(b.trouble !== null) - Number(a.trouble !== null));
      const sick = rows.filter(({ trouble }) => trouble !== null);
      return {
        sick: sick.length > 0,
        says:
          sick.length > 0
            ? `${sick.length} of ${counted(rows.length, 'volume claim')} in trouble: ${sick
                .slice(0, 3)
                .map(({ namespace, claim, trouble }) => `${namespace}/${claim} ${trouble}`)
                .join('; ')}.`
            : orNone(rows, 'volume claim', `${counted(rows.length, 'volume claim')}, none in trouble.`),
        evidence: rows,
        gaps,
      };
    });
}

/** The pods that mount each claim. */
function usersByClaim(pods: V1Pod[]): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const { metadata, spec } of pods) {
    for (const { persistentVolumeClaim } of spec?.volumes ?? []) {
      if (!persistentVolumeClaim) continue;
      const { claimName } = persistentVolumeClaim;
      users.set(claimName, [...(users.get(claimName) ?? []), metadata?.name ?? '']);
    }
  }
  return users;
}

function rowOf(
  { metadata, spec, status }: V1PersistentVolumeClaim,
  users: Map<string, string[]>,
  now: number,
) {
  const claim = metadata?.name ?? '';
  const waiting = users.get(claim) ?? [];
  const resizing = status?.conditions?.find(({ type }) => /Resiz/.test(type));
  let trouble: string | null = null;
  if (status?.phase === 'Lost') trouble = 'has lost its volume';
  // A class may wait with the volume until a pod wants it: unused, that is no trouble.
  if (status?.phase === 'Pending' && waiting.length > 0) {
    const since = metadata?.creationTimestamp
      ? ` since ${ago(metadata.creationTimestamp.getTime(), now)}`
      : '';
    trouble = `has no volume${since.replace(' ago', '')}, and ${waiting[0]} waits for it`;
  }
  return {
    namespace: metadata?.namespace ?? '',
    claim,
    phase: status?.phase ?? 'unknown',
    size: status?.capacity?.storage ?? null,
    wanted: spec?.resources?.requests?.storage ?? null,
    class: spec?.storageClassName ?? null,
    modes: (spec?.accessModes ?? []).join(', '),
    usedBy: waiting.slice(0, 3).join(', ') || null,
    resizing: resizing ? resizing.type : null,
    trouble,
  };
}
