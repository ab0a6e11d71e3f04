import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { askApi } from '../../../servers/kubernetes-api.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import type { Manifest } from './objects.ts';
import { rights, startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

interface Rule {
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
  verbs: string[];
}

/** Each right by itself: `list apps/deployments`. */
function singles(rules: Rule[]): string[] {
  return rules.flatMap(
    ({ apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs }) => [
      ...apiGroups.flatMap((group) =>
        resources.flatMap((resource) =>
          verbs.map((verb) => [verb, `${group}/${resource}`, ...resourceNames].join(' ')),
        ),
      ),
      ...nonResourceURLs.flatMap((url) => verbs.map((verb) => `${verb} ${url}`)),
    ],
  );
}

describe('what Mayday may do in a cluster', { skip }, () => {
  let world: World;
  let nobody: string;
  before(async () => {
    world = await startWorld();
    nobody = await tokenOf('nobody');
  });
  after(() => world.stop());

  /** As the API server itself sums up what somebody may do in a namespace. */
  async function mayDo(token: string, namespace: string): Promise<string[]> {
    const { url, certificateAuthority: ca } = world.server;
    const place = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';
    const { status } = (await askApi({ url, token, ca }, 'POST', place, { spec: { namespace } })) as {
      status: { resourceRules: Rule[]; nonResourceRules: Rule[] };
    };
    return [...new Set(singles([...status.resourceRules, ...status.nonResourceRules]))].sort();
  }

  /** Of an account beside Mayday's, to which nobody gave anything. */
  async function tokenOf(name: string): Promise<string> {
    const accounts = '/api/v1/namespaces/mayday/serviceaccounts';
    await world.server.ask('POST', accounts, { metadata: { name } });
    const { status } = (await world.server.ask('POST', `${accounts}/${name}/token`, {
      spec: { expirationSeconds: 3_600 },
    })) as { status: { token: string } };
    return status.token;
  }

  /** What the manifest gives, and what Mayday has beyond that which everybody has. */
  async function rightsIn(namespace: string, kinds: string[]) {
    const manifests = (await rights()) as (Manifest & { rules?: Rule[] })[];
    const given = manifests.filter(({ kind }) => kinds.includes(kind)).flatMap(({ rules }) => rules ?? []);
    const others = await mayDo(nobody, namespace);
    const own = await mayDo(world.token, namespace);
    return {
      given: [...new Set(singles(given))].sort(),
      own: own.filter((right) => !others.includes(right)),
    };
  }

  test('in a namespace of the catalogue it is what deploy/kubernetes/ says, no more and no less', async () => {
    const { given, own } = await rightsIn('shop', ['Role', 'ClusterRole']);
    assert.ok(given.includes('list apps/deployments'));
    assert.deepEqual(own, given);
  });

  test('in any other it is only what the cluster role says', async () => {
    const { given, own } = await rightsIn('default', ['ClusterRole']);
    assert.deepEqual(own, given);
  });
});
