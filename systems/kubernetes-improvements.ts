import type { ClusterTarget, WorkloadTarget } from '../workflows/contract/kubernetes.ts';
import type { NamespaceTarget } from '../workflows/contract/kubernetes-changes.ts';
import type { Improvement } from '../workflows/contract/mitigations.ts';
import { defaultImprovement, defaultUsedBelow } from './defaults.ts';
import { durationText } from './duration.ts';
import type { KubernetesEntry } from './entries/kubernetes-mitigations.ts';
import { requestsImprovement } from './requests-improvements.ts';
import type { SystemFile } from './schema.ts';

/** Whose pods are measured. */
export interface Measured {
  cluster?: ClusterTarget;
  targets: (WorkloadTarget | NamespaceTarget)[];
}

const readable: readonly string[] = ['podsReady', 'memoryUsed', 'cpuUsed'];

/**
 * When a change of a cluster counts as having helped, for each of its targets, by name; none where its rollout and the
 * health check say so. `assume` hears what the file leaves open.
 */
export function kubernetesImprovements(
  mitigation: string,
  { improves }: Pick<KubernetesEntry, 'improves'>,
  measured: ReadonlyMap<string, Measured>,
  file: Pick<SystemFile, 'targets' | 'thresholds' | 'routes' | 'system'>,
  assume: (says: string) => void,
): Map<string, Improvement> {
  if (!improves) return new Map();
  const ofRequests = requestsImprovement(mitigation, improves, file, assume);
  if (ofRequests) return new Map([...measured.keys()].map((name) => [name, ofRequests]));
  const { metric, within = defaultImprovement.within } = improves;
  const withPods = [...measured].filter(([, { targets }]) => targets.length > 0);
  if (!readable.includes(metric) || withPods.length === 0) {
    const says = `nothing measures ${metric} there yet, so the rollout and the health check say whether it helped`;
    assume(`${mitigation}: ${says}`);
    return new Map();
  }
  const { readings, every } = defaultImprovement;
  const window = improves.within === undefined ? ` within ${durationText(within)}` : '';
  assume(
    `${mitigation}: the file does not say how ${metric} is read, so ${readings} times in a row, every ${durationText(every)}${window}`,
  );
  const how = howRead(mitigation, metric, file.thresholds, assume);
  return new Map(withPods.map(([name, of]) => [name, { ...how, within, readings, every, ...of }]));
}

type How = { metric: 'podsReady' } | { metric: 'memoryUsed' | 'cpuUsed'; below: number };

function howRead(
  mitigation: string,
  metric: string,
  thresholds: SystemFile['thresholds'],
  assume: (says: string) => void,
): How {
  if (metric !== 'memoryUsed' && metric !== 'cpuUsed') return { metric: 'podsReady' };
  const below = thresholds[metric]?.below ?? thresholds[metric]?.sickAbove;
  if (below !== undefined) return { metric, below };
  assume(
    `${mitigation}: the file gives no threshold of ${metric}, so below ${defaultUsedBelow} % of the limit`,
  );
  return { metric, below: defaultUsedBelow };
}
