import type { CoreV1Event } from '@kubernetes/client-node';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import { counted, durationInWords } from '../amounts.ts';
import { check, gather } from './check.ts';
import type { Kubernetes } from './clusters.ts';
import { listedOfPart, partsOfScope } from './parts.ts';
import { ago, worstFirst } from './words.ts';

/** What the cluster itself reports of late: warnings first, those that explain most before others, the newest of each first. */
export function kubernetesEvents(kubernetes: Kubernetes): PoolActivities['kubernetesEvents'] {
  return ({ scope, since }) =>
    check('events', kubernetes, scope, async (cluster) => {
      const now = Date.now();
      const { items, gaps } = await gather(cluster.place, partsOfScope(scope), async (part) => {
        const all = await listedOfPart('events', part, (within) => cluster.core.listNamespacedEvent(within));
        return typeof part === 'string' ? all : { ...all, items: all.items.filter(concerns(part.name)) };
      });
      const rows = items
        .map(rowOf)
        .filter(({ at }) => now - at <= since)
        .sort(mostTellingFirst);
      const warnings = rows.filter(({ type }) => type === 'Warning');
      const [first] = warnings;
      return {
        sick: first !== undefined,
        says: first
          ? `${counted(warnings.length, 'warning')} within ${durationInWords(since)}, above all ${first.reason} of ${first.object}, ${first.count > 1 ? `${first.count} times, last ` : ''}${ago(first.at, now)}: ${first.message.replace(/\.$/, '')}.`
          : `No warnings within ${durationInWords(since)}; ${counted(rows.length, 'other event')}.`,
        evidence: rows.slice(0, 20).map(({ at, ...row }) => ({ at: new Date(at).toISOString(), ...row })),
        gaps,
      };
    });
}

/** What names a cause comes before what names only its result. */
const telling = worstFirst([
  'OOMKilling',
  'SystemOOM',
  'Evicted',
  'NodeNotReady',
  'FailedScheduling',
  'FailedMount',
  'FailedAttachVolume',
  'FailedCreate',
  'ErrImagePull',
  'Failed',
  'Unhealthy',
  'BackOff',
]);

type Row = ReturnType<typeof rowOf>;

function rowOf(event: CoreV1Event) {
  const { kind = 'thing', namespace, name } = event.involvedObject;
  const at = event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.firstTimestamp;
  return {
    at: new Date(at ?? event.metadata.creationTimestamp ?? 0).getTime(),
    type: event.type ?? 'Normal',
    reason: event.reason ?? 'no reason given',
    object: `${kind.toLowerCase()} ${namespace ? `${namespace}/` : ''}${name}`,
    count: event.series?.count ?? event.count ?? 1,
    message: (event.message ?? '').slice(0, 200),
  };
}

function mostTellingFirst(a: Row, b: Row): number {
  const warning = Number(b.type === 'Warning') - Number(a.type === 'Warning');
  return warning || (a.type === 'Warning' ? telling(a.reason, b.reason) : 0) || b.at - a.at;
}

/** Events of a workload in a namespace that others use, too: its own, and those of what is named after it. */
function concerns(workload: string) {
  return ({ involvedObject: { name = '' } }: CoreV1Event) =>
    name === workload || name.startsWith(`${workload}-`);
}
