import type { V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { KubernetesScope } from '../../workflows/contract/kubernetes.ts';
import { counted } from '../amounts.ts';
import { check, gather } from './check.ts';
import type { Kubernetes } from './clusters.ts';
import { listedOfPart, partsOfScope } from './parts.ts';
import { orNone } from './words.ts';

/** Autoscalers that cannot scale: at their limit, or without what they measure. */
export function kubernetesAutoscalers(kubernetes: Kubernetes): PoolActivities['kubernetesAutoscalers'] {
  return ({ scope }) =>
    check('autoscalers', kubernetes, scope, async (cluster) => {
      const { items, gaps } = await gather(cluster.place, partsOfScope(scope), async (part) => {
        const all = await listedOfPart('autoscalers', part, (within) =>
          cluster.autoscaling.listNamespacedHorizontalPodAutoscaler(within),
        );
        return typeof part === 'string'
          ? all
          : { ...all, items: all.items.filter(({ spec }) => spec?.scaleTargetRef.name === part.name) };
      });
      const rows = items
        .map((item) => rowOf(item, scope))
        .sort((a, b) => Number(b.trouble !== null) - Number(a.trouble !== null));
      const sick = rows.filter(({ trouble }) => trouble !== null);
      return {
        sick: sick.length > 0,
        says:
          sick.length > 0
            ? `${sick.length} of ${counted(rows.length, 'autoscaler')} cannot scale: ${sick
                .slice(0, 3)
                .map(({ autoscaler, scales, trouble }) => `${autoscaler} of ${scales} ${trouble}`)
                .join('; ')}.`
            : orNone(rows, 'autoscaler', `${counted(rows.length, 'autoscaler')}, each with room.`),
        evidence: rows,
        gaps,
      };
    });
}

function rowOf({ metadata, spec, status }: V2HorizontalPodAutoscaler, { workloads }: KubernetesScope) {
  const { kind = '', name = '' } = spec?.scaleTargetRef ?? {};
  const scaled = workloads.find(
    (each) =>
      each.kind.toLowerCase() === kind.toLowerCase() &&
      each.name === name &&
      each.namespace === metadata?.namespace,
  );
  return {
    namespace: metadata?.namespace ?? '',
    autoscaler: metadata?.name ?? '',
    scales: `${kind.toLowerCase()} ${name}`,
    workload: scaled?.id ?? null,
    replicas: status?.currentReplicas ?? 0,
    least: spec?.minReplicas ?? 1,
    most: spec?.maxReplicas ?? 0,
    trouble: troubleOf({ spec, status }),
  };
}

function troubleOf({ spec, status }: Pick<V2HorizontalPodAutoscaler, 'spec' | 'status'>): string | null {
  const condition = (type: string) => status?.conditions?.find((each) => each.type === type);
  const why = (type: string) => (condition(type)?.message ?? condition(type)?.reason ?? '').slice(0, 200);
  if (condition('AbleToScale')?.status === 'False') return `is not able to scale: ${why('AbleToScale')}`;
  // Of what is scaled to nothing, autoscalers keep away by design.
  const active = condition('ScalingActive');
  if (active?.status === 'False' && active.reason !== 'ScalingDisabled') {
    return `does not know what to do: ${why('ScalingActive')}`;
  }
  const limited = condition('ScalingLimited');
  if (limited?.status === 'True' && limited.reason === 'TooManyReplicas') {
    return `wants more than its limit of ${spec?.maxReplicas}`;
  }
  return null;
}
