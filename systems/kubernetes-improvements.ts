import type { ClusterTarget, WorkloadTarget } from '../workflows/contract/kubernetes.ts';
import type { NamespaceTarget } from '../workflows/contract/kubernetes-changes.ts';
import type { Improvement, WorkloadImprovement } from '../workflows/contract/profile.ts';
import { defaultImprovement, defaultUsedBelow } from './defaults.ts';
import { durationText } from './duration.ts';
import type { KubernetesEntry } from './entries/kubernetes-mitigations.ts';
import type { SystemFile } from './schema.ts';

/** Whose pods are measured. */
export interface Measured {
  cluster?: ClusterTarget;
  targets: (WorkloadTarget | NamespaceTarget)[];
}

const readable: readonly string[] = ['podsReady', 'memoryUsed', 'cpuUsed'];

/**
 * When a change of a cluster counts as having helped; undefined where its rollout and the health check say so. `assume`
 * hears what the file leaves open.
 */
export function kubernetesImprovement(
  mitigation: string,
  { improves }: Pick<KubernetesEntry, 'improves'>,
  thresholds: SystemFile['thresholds'],
  assume: (says: string) => void,
): ((measured: Measured) => Improvement | undefined) | undefined {
  if (!improves) return undefined;
  const { metric, within = defaultImprovement.within } = improves;
  if (!readable.includes(metric)) {
    const says = `nothing measures ${metric} yet, so the rollout and the health check say whether it helped`;
    assume(`${mitigation}: ${says}`);
    return undefined;
  }
  const { readings, every } = defaultImprovement;
  const window = improves.within === undefined ? ` within ${durationText(within)}` : '';
  assume(
    `${mitigation}: the file does not say how ${metric} is read, so ${readings} times in a row, every ${durationText(every)}${window}`,
  );
  const how = { within, readings, every };
  if (metric !== 'memoryUsed' && metric !== 'cpuUsed') {
    return (measured) => of({ metric: 'podsReady', ...how, ...measured });
  }
  const { below = thresholds[metric]?.sickAbove } = thresholds[metric] ?? {};
  if (below === undefined) {
    assume(
      `${mitigation}: the file gives no threshold of ${metric}, so below ${defaultUsedBelow} % of the limit`,
    );
  }
  return (measured) => of({ metric, below: below ?? defaultUsedBelow, ...how, ...measured });
}

/** What has no pods cannot be measured by them. */
function of(improvement: WorkloadImprovement): Improvement | undefined {
  return improvement.targets.length > 0 ? improvement : undefined;
}
