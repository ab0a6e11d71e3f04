import type { V1Pod, V1Service } from '@kubernetes/client-node';
import type { PatchSelector } from '../../../workflows/contract/kubernetes-changes.ts';
import { counted } from '../../amounts.ts';
import type { Cluster } from '../clusters.ts';
import { named } from '../existing.ts';
import { labelSelectorText, selects } from '../label-selectors.ts';
import { listed } from '../listing.ts';
import { type Kind, never } from './change.ts';
import { asMergePatch, options } from './patches.ts';
import { isReady } from './ready-pods.ts';
import { quoted, sameValues, type Values, valuesNow, wantedValues } from './wanted-values.ts';

type Selector = Record<string, string>;

/** Sends a service's requests to other pods: only to where at least one is ready to take them. */
export const patchSelector: Kind<PatchSelector> = {
  absolute: true,
  async look(cluster, { target: { namespace, name }, values }, wanted) {
    const { core } = cluster;
    const service = await serviceNamed(cluster, { namespace, name });
    const { uid = '', resourceVersion } = service.metadata ?? {};
    const title = `service ${name} in ${namespace}`;
    const before = selectorOf(service, title);
    const set = wantedValues(values, wanted);
    const now = valuesNow(set, before);
    const there = sameValues(set, now);
    const after = merged(before, set);
    const [takesNow, willTake] = await takersOf(cluster, namespace, [before, after]);
    if (!there && !wanted.back && willTake.length === 0) {
      throw never(
        `No ready pod in ${namespace} has ${text(after)}: nothing would answer behind the ${title}. Give pods these labels first, or take another selector.`,
      );
    }
    const lost = takesNow.filter((pod) => !willTake.includes(pod));
    const patch = (selector: Values) =>
      `kubectl patch service ${name} -n ${namespace} --type merge -p ${quoted(JSON.stringify({ spec: { selector } }))}`;
    return [
      {
        id: `service ${name}`,
        title,
        state: { uid, selector: text(before) },
        there,
        preview: [patch(set)],
        observed: `${name} sends requests to pods with ${text(before)}: ${counted(takesNow.length, 'ready pod')}.`,
        predicted: `Afterwards to pods with ${text(after)}: ${counted(willTake.length, 'ready pod')}.`,
        blastRadius: `Every request to ${name}; ${counted(lost.length, 'ready pod')} that ${lost.length === 1 ? 'takes' : 'take'} requests now will get none.`,
        undo: patch(now),
        inverse: now,
        done: `to pods with ${text(after)}, before ${text(before)}`,
        write: ({ dryRun }) =>
          core.patchNamespacedService(
            {
              ...options({ namespace, name, dryRun }),
              body: { metadata: { resourceVersion }, spec: { selector: set } },
            },
            asMergePatch,
          ),
      },
    ];
  },
};

function serviceNamed(cluster: Cluster, target: { namespace: string; name: string }): Promise<V1Service> {
  const { core } = cluster;
  return named(
    cluster,
    { ...target, kind: 'service' },
    (reference) => core.readNamespacedService(reference),
    (within) => core.listNamespacedService(within),
  );
}

function selectorOf({ spec }: V1Service, title: string): Selector {
  const selector = spec?.selector ?? {};
  if (spec?.type !== 'ExternalName' && Object.keys(selector).length > 0) return selector;
  throw never(
    `The ${title} has no selector: where it sends requests is written by hand or by another program, which a selector would replace.`,
  );
}

function merged(selector: Selector, values: Values): Selector {
  const all = Object.entries({ ...selector, ...values });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null));
}

function text(selector: Selector): string {
  return labelSelectorText({ matchLabels: selector });
}

/** The ready pods that each selector selects. */
async function takersOf(
  { core }: Cluster,
  namespace: string,
  selectors: [Selector, Selector],
): Promise<[V1Pod[], V1Pod[]]> {
  const { items, gaps } = await listed(`pods in the namespace ${namespace}`, (page) =>
    core.listNamespacedPod({ namespace, ...page }),
  );
  if (gaps.length > 0) throw never(`${gaps.join(' ')} Who would answer cannot be told.`);
  const ready = items.filter(isReady);
  const [before, after] = selectors.map((matchLabels) =>
    ready.filter(({ metadata }) => selects({ matchLabels }, metadata?.labels ?? {})),
  );
  return [before ?? [], after ?? []];
}
