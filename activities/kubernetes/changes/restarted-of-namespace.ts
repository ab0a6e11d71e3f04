import type { V1Deployment } from '@kubernetes/client-node';
import type { RestartWorkload } from '../../../workflows/contract/kubernetes-changes.ts';
import type { Cluster } from '../clusters.ts';
import { listed } from '../listing.ts';
import { never } from './change.ts';
import { dataStore } from './data-stores.ts';

/** More than that is not looked through, nor restarted within the time of one change. */
const most = 100;

/**
 * The deployments of a namespace that may be restarted, and those left out: `cache (data store)`.
 * @throws ApplicationFailure `ChangeRefused` where there is none, or more than can be looked through
 */
export async function restartedOf(
  { apps, own }: Cluster,
  { name: namespace }: { name: string },
  { within }: Pick<RestartWorkload, 'within'>,
): Promise<{ restarted: V1Deployment[]; leftOut: string[] }> {
  const title = `deployments in the namespace ${namespace}`;
  const { items, gaps } = await listed(title, (page) =>
    apps.listNamespacedDeployment({ namespace, ...page }),
  );
  if (gaps.length > 0 || items.length > most) {
    throw never(
      `There are more than ${most} ${title}: too many for one restart. Name the ones to restart in the catalogue.`,
    );
  }
  const leftOut: string[] = [];
  const restarted = items.filter((deployment) => {
    const { name = '' } = deployment.metadata ?? {};
    const known = within.find((each) => each.name === name);
    const because =
      (own({ kind: 'deployment', namespace, name }) && 'Mayday itself') ??
      dataStore(deployment, known) ??
      (deployment.spec?.replicas === 0 ? 'runs no pods' : undefined) ??
      (deployment.spec?.paused ? 'its rollouts are paused' : undefined);
    if (because) leftOut.push(`${name} (${because})`);
    return because === undefined;
  });
  if (restarted.length > 0) return { restarted, leftOut };
  throw never(
    `The namespace ${namespace} has no deployment that could be restarted${leftOut.length > 0 ? `: ${leftOut.join(', ')}` : ''}.`,
  );
}
