import type { V1PersistentVolumeClaim } from '@kubernetes/client-node';
import type { ExpandVolume } from '../../../workflows/contract/kubernetes-changes.ts';
import type { PlanParameters } from '../../../workflows/contract/plans.ts';
import { quantity } from '../../../workflows/contract/quantities.ts';
import type { Cluster } from '../clusters.ts';
import { named } from '../existing.ts';
import { type Kind, never, useless } from './change.ts';
import { asMergePatch, options } from './patches.ts';

/** Gives a volume claim more space: never less, and only where the storage class allows it. */
export const expandVolume: Kind<ExpandVolume> = {
  absolute: true,
  async look(cluster, mitigation, { parameters, back }) {
    if (back) throw never('A volume never shrinks: it cannot be taken back.');
    const { namespace, name } = placeOf(mitigation, parameters);
    const size = sizeOf(mitigation, parameters);
    const { core } = cluster;
    const { metadata, spec, status } = await claimNamed(cluster, { namespace, name });
    const { uid = '', resourceVersion } = metadata ?? {};
    const title = `volume claim ${name} in ${namespace}`;
    const now = spec?.resources?.requests?.storage ?? '0';
    const difference = bytes(size) - bytes(now);
    if (difference < 0) throw never(`The ${title} has ${now} already: it only grows, and ${size} is less.`);
    if (difference > 0) await mayGrow(cluster, title, { spec, status });
    return [
      {
        id: `volume claim ${namespace}/${name}`,
        title,
        state: { uid, size: now },
        there: difference === 0,
        preview: [
          `kubectl patch pvc ${name} -n ${namespace} --type merge -p '${JSON.stringify({ spec: { resources: { requests: { storage: size } } } })}'`,
        ],
        observed: `${name} wants ${now} and has ${status?.capacity?.storage ?? 'nothing yet'}.${pending({ status, spec })}`,
        predicted: `It grows to ${size}; where the driver cannot grow a file system in use, once its pod is restarted.`,
        blastRadius: `It never shrinks again, and ${size} are paid for from now on.`,
        undo: null,
        done: `it is to have ${size}, before ${now}`,
        write: ({ dryRun }) =>
          core.patchNamespacedPersistentVolumeClaim(
            {
              ...options({ namespace, name, dryRun }),
              body: { metadata: { resourceVersion }, spec: { resources: { requests: { storage: size } } } },
            },
            asMergePatch,
          ),
      },
    ];
  },
};

function placeOf({ target, namespaces }: ExpandVolume, { claim, namespace }: PlanParameters) {
  const within = String(namespace ?? target.name).trim();
  if (namespaces.includes(within)) return { namespace: within, name: String(claim ?? '').trim() };
  throw useless(`The catalogue does not name the namespace "${within}", but ${namespaces.join(', ')}.`);
}

function sizeOf({ ceiling }: ExpandVolume, { size }: PlanParameters): string {
  const wanted = String(size ?? '').trim();
  if (!(bytes(wanted) > 0)) throw useless(`The size "${wanted}" is none: write it like 20Gi.`);
  if (bytes(wanted) <= bytes(ceiling)) return wanted;
  throw useless(
    `${wanted} is more than a volume may be given, which is ${ceiling} (policy.ceilings.storage).`,
  );
}

function bytes(text: string): number {
  return quantity(text) ?? Number.NaN;
}

function claimNamed(
  cluster: Cluster,
  target: { namespace: string; name: string },
): Promise<V1PersistentVolumeClaim> {
  const { core } = cluster;
  return named(
    cluster,
    { ...target, kind: 'volume claim' },
    (reference) => core.readNamespacedPersistentVolumeClaim(reference),
    (within) => core.listNamespacedPersistentVolumeClaim(within),
  );
}

/** @throws ApplicationFailure `ChangeRefused` with why it cannot grow */
async function mayGrow(
  { storage }: Cluster,
  title: string,
  { spec, status }: Pick<V1PersistentVolumeClaim, 'spec' | 'status'>,
): Promise<void> {
  if (status?.phase !== 'Bound') {
    throw never(`The ${title} has no volume that could grow: it is ${status?.phase ?? 'new'}.`);
  }
  const name = spec?.storageClassName;
  if (!name) throw never(`The ${title} has no storage class, and so nothing that would grow it.`);
  const { allowVolumeExpansion } = await storage.readStorageClass({ name });
  if (allowVolumeExpansion === true) return;
  throw never(
    `The ${title} cannot grow: its storage class ${name} does not allow it (allowVolumeExpansion). Move its data to a larger volume.`,
  );
}

function pending({ status, spec }: Pick<V1PersistentVolumeClaim, 'spec' | 'status'>): string {
  const condition = status?.conditions?.find(({ type }) => /Resiz/.test(type));
  if (condition) return ` It is growing already (${condition.type}).`;
  const [wanted, has] = [spec?.resources?.requests?.storage, status?.capacity?.storage];
  return wanted && has && bytes(wanted) > bytes(has) ? ' It has not grown to that yet.' : '';
}
