import type { V1ConfigMap } from '@kubernetes/client-node';
import type { WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';
import type { ConfigMapTarget, PatchConfigMap } from '../../../workflows/contract/kubernetes-changes.ts';
import type { Cluster } from '../clusters.ts';
import { named, type Workload, workloadNamed } from '../existing.ts';
import { podsOf } from '../pods-in-scope.ts';
import { type Kind, never, type Part } from './change.ts';
import { asMergePatch, options } from './patches.ts';
import { restartOf } from './restart.ts';
import {
  quoted,
  sameValues,
  settingText,
  stateOf,
  type Values,
  valuesNow,
  valuesText,
  wantedValues,
} from './wanted-values.ts';

/** Says which edition of the config map pods were started anew for: times are too coarse to tell. */
const stamp = 'mayday/read';

/** Sets keys of a config map, then starts the pods anew that read it when they start. */
export const patchConfigMap: Kind<PatchConfigMap> = {
  absolute: true,
  async look(cluster, { target, values, restarts }, wanted) {
    const map = await configMapNamed(cluster, target);
    const config = partOf(cluster, target, map, wantedValues(values, wanted), restarts);
    const read = await Promise.all(
      restarts.map(async (each) => {
        const workload = await workloadNamed(cluster, each);
        const there = config.there && (await hasRead(cluster, each, workload, map));
        return { ...(await restartOf(cluster, each, workload, { [stamp]: editionOf(map) })), there };
      }),
    );
    return [config, ...read];
  },
};

function configMapNamed(cluster: Cluster, target: ConfigMapTarget): Promise<V1ConfigMap> {
  const { core } = cluster;
  return named(
    cluster,
    { ...target, kind: 'config map' },
    (reference) => core.readNamespacedConfigMap(reference),
    (within) => core.listNamespacedConfigMap(within),
  );
}

function partOf(
  { core }: Cluster,
  { namespace, name }: ConfigMapTarget,
  map: V1ConfigMap,
  values: Values,
  restarts: WorkloadTarget[],
): Part {
  const title = `config map ${name} in ${namespace}`;
  const now = valuesNow(values, map.data);
  const there = sameValues(values, now);
  if (map.immutable && !there) {
    throw never(
      `The ${title} is immutable: nobody can change it. Deploy one of another name, and workloads that name that.`,
    );
  }
  const patch = (data: Values) =>
    `kubectl patch configmap ${name} -n ${namespace} --type merge -p ${quoted(JSON.stringify({ data }))}`;
  const readers = restarts.map((each) => each.name).join(' and ');
  return {
    id: `config map ${name}`,
    title,
    state: { uid: map.metadata?.uid ?? '', ...stateOf('value', now) },
    there,
    preview: [patch(values)],
    observed: `In ${name} ${valuesText(now)}.`,
    predicted: readers
      ? `Pods read it when they start, so ${readers} ${restarts.length === 1 ? 'is' : 'are'} restarted with it.`
      : 'Nothing restarts: whichever workload reads it must reload by itself.',
    blastRadius: `Whatever reads ${name} in ${namespace}.`,
    undo: patch(now),
    inverse: now,
    done: settingText(values),
    write: ({ dryRun }) =>
      core.patchNamespacedConfigMap(
        {
          ...options({ namespace, name, dryRun }),
          body: { metadata: { resourceVersion: map.metadata?.resourceVersion }, data: values },
        },
        asMergePatch,
      ),
  };
}

function editionOf({ metadata }: V1ConfigMap): string {
  return `${metadata?.name}@${metadata?.resourceVersion}`;
}

/** When it was written last, epoch ms; the API server leaves out the fractions of a second. */
function writtenBy({ metadata }: V1ConfigMap): number {
  const writes = (metadata?.managedFields ?? []).map(({ time }) => time?.getTime() ?? 0);
  return Math.max(metadata?.creationTimestamp?.getTime() ?? 0, ...writes) + 999;
}

/** Its pods were started anew for this edition, or all of them started since. */
async function hasRead(
  cluster: Cluster,
  target: WorkloadTarget,
  { spec }: Workload,
  map: V1ConfigMap,
): Promise<boolean> {
  if (spec?.template.metadata?.annotations?.[stamp] === editionOf(map)) return true;
  const { items } = await podsOf(cluster, target);
  return items.every(({ metadata }) => (metadata?.creationTimestamp?.getTime() ?? 0) > writtenBy(map));
}
