import type { V1Ingress } from '@kubernetes/client-node';
import type { AnnotateIngress } from '../../../workflows/contract/kubernetes-changes.ts';
import type { Cluster } from '../clusters.ts';
import { named } from '../existing.ts';
import type { Kind } from './change.ts';
import { asMergePatch, options } from './patches.ts';
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

/** Sets annotations of the system's own Ingress, which its controller goes by at once. */
export const annotateIngress: Kind<AnnotateIngress> = {
  absolute: true,
  async look(cluster, { target: { namespace, name }, values }, wanted) {
    const { networking } = cluster;
    const { metadata, spec } = await ingressNamed(cluster, { namespace, name });
    const set = wantedValues(values, wanted);
    const now = valuesNow(set, metadata?.annotations);
    const hosts = [...new Set((spec?.rules ?? []).flatMap(({ host }) => host ?? []))];
    const annotate = (annotations: Values) =>
      `kubectl annotate ingress ${name} -n ${namespace} --overwrite ${annotationsText(annotations)}`;
    return [
      {
        id: `ingress ${name}`,
        title: `ingress ${name} in ${namespace}`,
        state: { uid: metadata?.uid ?? '', ...stateOf('annotation', now) },
        there: sameValues(set, now),
        preview: [annotate(set)],
        observed: `On ${name} ${valuesText(now)}; its class is ${spec?.ingressClassName ?? 'the default one'}.`,
        predicted:
          'The controller of that class takes it over without a restart, if it knows the annotation.',
        blastRadius: `Every request ${hosts.length > 0 ? `to ${hosts.join(', ')}` : `through ${name}`}.`,
        undo: annotate(now),
        inverse: now,
        done: settingText(set),
        write: ({ dryRun }) =>
          networking.patchNamespacedIngress(
            {
              ...options({ namespace, name, dryRun }),
              body: { metadata: { resourceVersion: metadata?.resourceVersion, annotations: set } },
            },
            asMergePatch,
          ),
      },
    ];
  },
};

function ingressNamed(cluster: Cluster, target: { namespace: string; name: string }): Promise<V1Ingress> {
  const { networking } = cluster;
  return named(
    cluster,
    { ...target, kind: 'ingress' },
    (reference) => networking.readNamespacedIngress(reference),
    (within) => networking.listNamespacedIngress(within),
  );
}

/** A dash takes an annotation away. */
function annotationsText(annotations: Values): string {
  return Object.entries(annotations)
    .map(([key, value]) => (value === null ? `${key}-` : quoted(`${key}=${value}`)))
    .join(' ');
}
