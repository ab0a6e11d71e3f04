import type { WorkloadTarget } from '../../../workflows/contract/kubernetes.ts';
import type { RestartWorkload } from '../../../workflows/contract/kubernetes-changes.ts';
import type { Cluster } from '../clusters.ts';
import { type Workload, workloadNamed } from '../existing.ts';
import { listed } from '../listing.ts';
import { counted } from '../words.ts';
import { type Kind, never, type Part } from './change.ts';
import { commandName, identity, templateHash, writeTemplate } from './workloads.ts';

/** Says whose restart it was, so that a second attempt finds its own. */
const stamp = 'mayday/restart';

/** Starts pods anew, one after the other, as `kubectl rollout restart` does. */
export const restart: Kind<RestartWorkload> = {
  absolute: false,
  async look(cluster, mitigation) {
    const { target } = mitigation;
    if (target.kind !== 'namespace') {
      return [partOf(cluster, target, await workloadNamed(cluster, target))];
    }
    const { items, gaps } = await listed(`deployments in the namespace ${target.name}`, (page) =>
      cluster.apps.listNamespacedDeployment({ namespace: target.name, ...page }),
    );
    if (gaps.length > 0) throw never(gaps.join(' '));
    const parts = items
      .filter((deployment) => !isDataStore(mitigation, deployment) && (deployment.spec?.replicas ?? 1) > 0)
      .map((deployment) => partOf(cluster, inNamespace(target.name, deployment), deployment));
    if (parts.length > 0) return parts;
    throw never(`The namespace ${target.name} has no deployment that could be restarted, but data stores.`);
  },
};

function partOf(cluster: Cluster, target: WorkloadTarget, workload: Workload): Part {
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
    blastRadius: `${target.dataStore ? 'It is a data store: ' : ''}${pods} ${replicas === 1 ? 'is' : 'are'} replaced, one after the other.`,
    undo: null,
    done: `${pods} ${replicas === 1 ? 'is' : 'are'} being replaced`,
    stamped: (key) => workload.spec?.template.metadata?.annotations?.[stamp] === key,
    write: ({ key, dryRun }) => {
      const annotations = { [stamp]: key, 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() };
      return writeTemplate(cluster, target, { version, template: { metadata: { annotations } }, dryRun });
    },
  };
}

function isDataStore({ within }: RestartWorkload, { metadata, spec }: Workload): boolean {
  const known = within.find(({ name }) => name === metadata?.name);
  const holdsData = spec?.template.spec?.volumes?.some((volume) => volume.persistentVolumeClaim) ?? false;
  return known ? known.dataStore : holdsData;
}

function inNamespace(namespace: string, { metadata }: Workload): WorkloadTarget {
  const name = metadata?.name ?? '';
  return { id: name, kind: 'deployment', namespace, name, containers: [], dataStore: false };
}
