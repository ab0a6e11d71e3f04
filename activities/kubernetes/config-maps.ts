import type { V1ConfigMap, V1ObjectMeta, V1PodSpec } from '@kubernetes/client-node';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { KubernetesScope } from '../../workflows/contract/kubernetes.ts';
import { counted, durationInWords } from '../amounts.ts';
import { check, gather } from './check.ts';
import type { Cluster, Kubernetes } from './clusters.ts';
import { workloadNamed } from './existing.ts';
import type { Found } from './listing.ts';
import { listedOfPart, partsOfScope } from './parts.ts';
import { ago, orNone } from './words.ts';

/** Which config maps were changed when, by whom and in which keys; sick if one was of late, other than by Mayday. */
export function kubernetesConfigMaps(kubernetes: Kubernetes): PoolActivities['kubernetesConfigMaps'] {
  return ({ scope, recent }) =>
    check('config maps', kubernetes, scope, async (cluster) => {
      const now = Date.now();
      const { items: read, gaps: unread } = await gather(cluster.place, scope.workloads, (target) =>
        readBy(cluster, target),
      );
      const { items, gaps } = await mapsIn(cluster, scope, read);
      const rows = items.map((map) => rowOf(map, read)).sort((a, b) => b.at - a.at);
      const changed = rows.filter((row) => isRecent(row, now - recent));
      return {
        sick: changed.length > 0,
        says:
          changed.length > 0
            ? changed
                .slice(0, 3)
                .map((row) => `${told(row)} ${ago(row.at, now)}.`)
                .join(' ')
            : orNone(
                rows,
                'config map',
                `${counted(rows.length, 'config map')}, none changed within ${durationInWords(recent)}.`,
              ),
        evidence: rows.map((row) => ({
          namespace: row.namespace,
          configMap: row.name,
          workload: row.workloads.join(', ') || null,
          by: row.by,
          keys: row.keys.join(', ') || null,
          at: new Date(row.at).toISOString(),
          recent: isRecent(row, now - recent) ? 'yes' : 'no',
        })),
        gaps: [...new Set([...unread, ...gaps])],
      };
    });
}

/** A config map that the pods of a workload of the catalogue read. */
interface Use {
  namespace: string;
  name: string;
  workload: string;
}

async function readBy(cluster: Cluster, target: KubernetesScope['workloads'][number]): Promise<Use[]> {
  const workload = await workloadNamed(cluster, target);
  const names = namesIn(workload.spec?.template.spec);
  return names.map((name) => ({ namespace: target.namespace, name, workload: target.id }));
}

function namesIn(spec: V1PodSpec | undefined): string[] {
  const volumes = (spec?.volumes ?? []).flatMap(({ configMap, projected }) => [
    configMap?.name,
    ...(projected?.sources ?? []).map((source) => source.configMap?.name),
  ]);
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const environment = containers.flatMap(({ env = [], envFrom = [] }) => [
    ...env.map(({ valueFrom }) => valueFrom?.configMapKeyRef?.name),
    ...envFrom.map(({ configMapRef }) => configMapRef?.name),
  ]);
  return [...new Set([...volumes, ...environment].flatMap((name) => name ?? []))];
}

/** All of a namespace that belongs to the system; of a shared one, what the system's workloads read. */
async function mapsIn(cluster: Cluster, scope: KubernetesScope, read: Use[]): Promise<Found<V1ConfigMap>> {
  const { core, place } = cluster;
  const { items, gaps } = await gather(place, partsOfScope(scope), (part) =>
    listedOfPart('config maps', part, (within) => core.listNamespacedConfigMap(within)),
  );
  const ours = items.filter(({ metadata }) => {
    if (!metadata || isHousekeeping(metadata)) return false;
    const { namespace = '', name } = metadata;
    return (
      scope.namespaces.includes(namespace) ||
      read.some((use) => use.namespace === namespace && use.name === name)
    );
  });
  const byId = new Map(ours.map((map) => [map.metadata?.uid, map]));
  return { items: [...byId.values()], gaps };
}

/** What the cluster writes by itself: certificates to trust, and who leads. */
function isHousekeeping({ name = '', annotations = {} }: V1ObjectMeta): boolean {
  const itsOwn = ['kube-root-ca.crt', 'openshift-service-ca.crt', 'istio-ca-root-cert'];
  return itsOwn.includes(name) || Object.hasOwn(annotations, 'control-plane.alpha.kubernetes.io/leader');
}

type Row = ReturnType<typeof rowOf>;

function rowOf({ metadata = {}, data = {}, binaryData = {} }: V1ConfigMap, read: Use[]) {
  const { namespace = '', name = '' } = metadata;
  const created = metadata.creationTimestamp?.getTime() ?? 0;
  const [last] = (metadata.managedFields ?? []).toSorted(
    (a, b) => (b.time?.getTime() ?? 0) - (a.time?.getTime() ?? 0),
  );
  const at = Math.max(created, last?.time?.getTime() ?? 0);
  const there = [...Object.keys(data), ...Object.keys(binaryData)];
  return {
    namespace,
    name,
    workloads: read
      .filter((use) => use.namespace === namespace && use.name === name)
      .map(({ workload }) => workload),
    by: last?.manager ?? 'nobody knows whom',
    keys: keysOf(last?.fieldsV1).filter((key) => there.includes(key)),
    at,
    edited: at > created,
  };
}

/** Of an edit, not of its making; what Mayday changed is on its own timeline. */
function isRecent({ edited, by, at }: Row, since: number): boolean {
  return edited && by !== 'mayday' && at >= since;
}

/** Names of the keys that a manager has set: `{ "f:data": { "f:limit": {} } }`. Their values are not told. */
function keysOf(fields: object | undefined): string[] {
  const of = (section: string) =>
    Object.keys((fields as Record<string, object> | undefined)?.[section] ?? {});
  return [...of('f:data'), ...of('f:binaryData')]
    .filter((field) => field.startsWith('f:'))
    .map((field) => field.slice(2));
}

function told({ namespace, name, workloads, by, keys }: Row): string {
  const readers = workloads.length > 0 ? `, which ${workloads.join(', ')} reads,` : '';
  const which = keys.length > 0 ? ` (${keys.slice(0, 5).join(', ')}${keys.length > 5 ? ', …' : ''})` : '';
  return `Config map ${name} in ${namespace}${readers} was changed by ${by}${which}`;
}
