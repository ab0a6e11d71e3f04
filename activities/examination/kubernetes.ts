import { kubernetesScopes } from '../../systems/kubernetes-scopes.ts';
import type { SystemFile } from '../../systems/schema.ts';
import type { Examined } from '../../workflows/contract/examination.ts';
import { clusterName, type KubernetesScope } from '../../workflows/contract/kubernetes.ts';
import type { Cluster, Kubernetes } from '../kubernetes/clusters.ts';
import { bad, examined, good } from './examined.ts';
import { keyOf, type Right, rightsBy } from './kubernetes-rights.ts';

/** Whether each cluster of a file answers, and which rights in which namespace are missing there. */
export function examineClusters(kubernetes: Kubernetes, file: SystemFile): Promise<Examined>[] {
  return (kubernetesScopes(file).kubernetes ?? []).flatMap((scope) =>
    [...rightsBy(scope, file)].map(([namespace, rights]) =>
      examined(`${clusterName(scope)}, namespace ${namespace}`, () =>
        examine(kubernetes, scope, namespace, rights),
      ),
    ),
  );
}

function examine(
  kubernetes: Kubernetes,
  scope: KubernetesScope,
  namespace: string,
  rights: readonly Right[],
): Promise<Omit<Examined, 'what'>> {
  return kubernetes.on(scope, async (cluster) => {
    const allowed = await Promise.all(rights.map((right) => isAllowed(cluster, namespace, right)));
    const missing = rights.filter((_, i) => !allowed[i]);
    const { server } = cluster.place;
    if (missing.length === 0) return good(`${server} grants all ${rights.length} rights that its file takes`);
    const lines = missing.map((right) => `${keyOf(right)} (${right.for})`);
    return bad(`${server} does not grant ${lines.join(', ')}: see deploy/kubernetes/rights`);
  });
}

async function isAllowed({ authorization }: Cluster, namespace: string, right: Right): Promise<boolean> {
  const { verb, group, resource, subresource } = right;
  const review = await authorization.createSelfSubjectAccessReview({
    body: { spec: { resourceAttributes: { namespace, verb, group, resource, subresource } } },
  });
  return review.status?.allowed === true;
}
