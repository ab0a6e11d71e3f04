import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { WorkloadTarget } from '../../workflows/contract/kubernetes.ts';
import { counted, durationInWords } from '../amounts.ts';
import { check, gather } from './check.ts';
import type { Cluster, Kubernetes } from './clusters.ts';
import { workloadNamed } from './existing.ts';
import { type Revision, revisionsOf } from './revisions.ts';
import { unfinished } from './unfinished.ts';
import { ago } from './words.ts';

/** What was rolled out of the catalogue's workloads, when, with which image and why; sick if one is recent or does not complete. */
export function kubernetesRollouts(kubernetes: Kubernetes): PoolActivities['kubernetesRollouts'] {
  return ({ scope, recent }) =>
    check('rollouts', kubernetes, scope, async (cluster) => {
      const now = Date.now();
      const { items, gaps } = await gather(cluster.place, scope.workloads, async (target) => [
        await historyOf(cluster, target, { now, recent }),
      ]);
      const telling = items.filter(({ deployed, stuck }) => deployed || stuck);
      const newest = items
        .filter(({ revisions }) => revisions.length > 0)
        .sort((a, b) => at(b.revisions) - at(a.revisions))[0];
      const quiet = newest
        ? `No deploy within ${durationInWords(recent)} of ${counted(items.length, 'workload')}; the last was ${newest.target.name}, ${ago(at(newest.revisions), now)}.`
        : `${counted(items.length, 'workload')}, none with a history.`;
      return {
        sick: telling.length > 0,
        says: telling.length > 0 ? telling.map(({ says }) => says).join(' ') : quiet,
        evidence: tellingFirst(items).flatMap(({ target, revisions, stuck }) =>
          revisions.slice(0, 5).map((revision, i) => ({
            namespace: target.namespace,
            workload: target.id,
            revision: revision.number,
            at: new Date(revision.at).toISOString(),
            change: revision.change,
            images: revision.images.join(', '),
            cause: revision.cause,
            state: i === 0 ? (stuck ?? 'complete') : null,
          })),
        ),
        gaps,
      };
    });
}

/** Only so many rows are kept. */
function tellingFirst<Item extends { deployed: boolean; stuck?: string }>(items: Item[]): Item[] {
  const tells = ({ deployed, stuck }: Item) => Number(deployed || stuck !== undefined);
  return items.toSorted((a, b) => tells(b) - tells(a));
}

const at = ([newest]: Revision[]) => newest?.at ?? 0;

async function historyOf(
  cluster: Cluster,
  target: WorkloadTarget,
  { now, recent }: { now: number; recent: number },
) {
  const workload = await workloadNamed(cluster, target);
  const revisions = await revisionsOf(cluster, target, workload);
  const [newest, before] = revisions;
  const stuck = unfinished(target.kind, workload)?.why;
  const deployed = newest !== undefined && newest.change !== 'first' && now - newest.at <= recent;
  const what =
    newest &&
    [`${nouns[newest.change]} of ${target.name} ${ago(newest.at, now)}`, ...came(newest, before)].join(', ');
  return {
    target,
    revisions,
    stuck,
    deployed,
    says: `${deployed ? `${what}${stuck ? `; ${stuck}` : ''}` : `${target.name}: ${stuck}`}.`,
  };
}

const nouns: Record<Revision['change'], string> = {
  first: 'The first deploy',
  image: 'A deploy',
  settings: 'A change of settings',
  restart: 'A restart',
};

function came({ number, images, cause, change }: Revision, before: Revision | undefined): string[] {
  const old = before && change === 'image' ? ` in place of ${before.images.join(', ')}` : '';
  return [
    `revision ${number}`,
    ...(change === 'image' ? [`${images.join(', ')}${old}`] : []),
    ...(cause ? [`"${cause.slice(0, 120)}"`] : []),
  ];
}
