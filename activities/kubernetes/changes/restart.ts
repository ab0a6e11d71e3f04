import type { WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';
import type { RestartWorkload } from '../../../workflows/contract/kubernetes-changes.ts';
import { counted } from '../../amounts.ts';
import type { Cluster } from '../clusters.ts';
import { type Workload, workloadNamed } from '../existing.ts';
import type { Kind, Part } from './change.ts';
import { restartedOf } from './restarted-of-namespace.ts';
import { rolloutRisks } from './rollout-risks.ts';
import { commandName, identity, templateHash, writeTemplate } from './workloads.ts';

/** Says whose restart it was, so that a second attempt finds its own. */
const stamp = 'mayday/restart';

/** Starts pods anew, one after the other, as `kubectl rollout restart` does. */
export const restart: Kind<RestartWorkload> = {
  absolute: false,
  async look(cluster, mitigation) {
    const { target } = mitigation;
    if (target.kind !== 'namespace') {
      return [await restartOf(cluster, target, await workloadNamed(cluster, target))];
    }
    const { restarted, leftOut } = await restartedOf(cluster, target, mitigation);
    const parts = await Promise.all(
      restarted.map((deployment) => restartOf(cluster, inNamespace(target.name, deployment), deployment)),
    );
    const [first, ...more] = parts;
    if (!first || leftOut.length === 0) return parts;
    return [{ ...first, observed: `Left out: ${leftOut.join(', ')}. ${first.observed}` }, ...more];
  },
};

/** The restart of one workload; `alongside` = what else its pods are annotated with. */
export async function restartOf(
  cluster: Cluster,
  target: WorkloadTarget,
  workload: Workload,
  alongside: Record<string, string> = {},
): Promise<Part> {
  const { id, title, uid, version } = identity(target, workload);
  const replicas = workload.spec?.replicas ?? 1;
  const pods = `${counted(replicas, 'pod')} of ${target.name}`;
  return {
    id,
    title,
    state: { uid, template: templateHash(workload), replicas },
    there: false,
    preview: [`kubectl rollout restart ${commandName(target)} -n ${target.namespace}`],
    observed: `${target.name} is to run ${counted(replicas, 'pod')}.`,
    predicted: `New pods take their place.`,
    blastRadius: await rolloutRisks(cluster, target, workload),
    undo: null,
    done: `${pods} ${replicas === 1 ? 'is' : 'are'} being replaced`,
    stamped: (key) => workload.spec?.template.metadata?.annotations?.[stamp] === key,
    write: ({ key, dryRun }) => {
      const annotations = {
        ...alongside,
        [stamp]: key,
        'kubectl.kubernetes.io/restartedAt': new Date().toISOString(),
      };
      return writeTemplate(cluster, target, { version, template: { metadata: { annotations } }, dryRun });
    },
  };
}

function inNamespace(namespace: string, { metadata }: Workload): WorkloadTarget {
  const name = metadata?.name ?? '';
  return { id: name, kind: 'deployment', namespace, name, containers: [], dataStore: false };
}
