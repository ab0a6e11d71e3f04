import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { findKeda } from '../../../servers/keda.ts';
import { type KubernetesServer, startKubernetes } from '../../../servers/kubernetes.ts';
import { askApi } from '../../../servers/kubernetes-api.ts';
import { until } from '../../../servers/process.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { deployments, type Manifest, overlay, type Rule, variants } from './kubernetes-manifests.ts';
import { applyServerSide, established, placeOf } from './kubernetes-server-side.ts';

const skip = await unavailable(...controlPlane, 'kustomize', 'keda');

describe('deploy/kubernetes in a real API server', { skip, timeout: 600_000 }, () => {
  let server: KubernetesServer;
  before(async () => {
    server = await startKubernetes({ nodes: 4 });
    const { definitions } = await findKeda();
    for (const file of await readdir(definitions)) {
      const definition = parse(await readFile(path.join(definitions, file), 'utf8')) as Manifest;
      await server.ask('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition);
      await established(server, definition.metadata.name);
    }
    for (const name of ['shop', 'mayday'])
      await server.ask('POST', '/api/v1/namespaces', { metadata: { name } });
    await server.ask('POST', '/api/v1/persistentvolumes', sharedVolume);
    // As docs/kubernetes.md has people make them.
    const inMayday = '/api/v1/namespaces/mayday';
    for (const name of ['gateway-secrets', 'worker-secrets', 'temporal'])
      await server.ask('POST', `${inMayday}/secrets`, { metadata: { name } });
    await server.ask('POST', `${inMayday}/configmaps`, { metadata: { name: 'catalogue' } });
  });
  after(() => server?.stop());

  async function apply(manifests: readonly Manifest[]): Promise<void> {
    for (const manifest of manifests) {
      const { message, warnings } = await applyServerSide(server, manifest);
      const what = `${manifest.kind} ${manifest.metadata.name}`;
      assert.deepEqual([message, warnings], ['', []], what);
    }
  }

  async function running(manifests: readonly Manifest[]): Promise<void> {
    for (const each of deployments(manifests)) {
      const place = await placeOf(server, each);
      let last: unknown;
      await until(
        async () => {
          const { metadata, spec, status } = (await server.ask('GET', place)) as Rollout;
          last = status;
          return (
            spec.replicas >= 1 &&
            status?.observedGeneration === metadata.generation &&
            status.updatedReplicas === spec.replicas &&
            status.availableReplicas === spec.replicas &&
            status.replicas === spec.replicas
          );
        },
        { deadlineMs: 120_000, everyMs: 500 },
      ).catch((error: Error) => {
        throw new Error(`${each.metadata.name}: ${error.message}; its status is ${JSON.stringify(last)}`);
      });
    }
  }

  for (const [title, build] of variants) {
    test(`${title}: every object is taken without a warning, and its pods run`, async () => {
      const manifests = await build();
      await apply(manifests);
      await running(manifests);
    });
  }

  test('the namespace admits no pod that may more: such a Deployment is warned of, and has no pods', async () => {
    const [worker] = deployments(await overlay('own-temporal')).filter(
      ({ metadata }) => metadata.name === 'worker',
    );
    assert.ok(worker);
    const lax = structuredClone(worker) as Manifest;
    lax.metadata.name = 'lax';
    delete (lax.spec as { template: { spec: { securityContext?: object } } }).template.spec.securityContext;
    const { status, warnings } = await applyServerSide(server, lax);
    assert.equal(status, 201);
    assert.match(warnings.join(), /would violate PodSecurity.*restricted/);
    const place = await placeOf(server, lax);
    await until(
      async () => {
        const { status } = (await server.ask('GET', place)) as Rollout;
        return status?.conditions?.some(
          ({ type, message }) => type === 'ReplicaFailure' && /forbidden/.test(message),
        );
      },
      { deadlineMs: 60_000, everyMs: 500 },
    );
    await server.ask('DELETE', place);
  });

  test('a field that is none would be refused', async () => {
    const [worker] = deployments(await overlay('own-temporal'));
    assert.ok(worker);
    const wrong = structuredClone(worker) as Manifest;
    wrong.spec = { ...wrong.spec, replica: 2 };
    const { status, message } = await applyServerSide(server, wrong);
    assert.ok(status >= 400, message);
    assert.match(message, /\.spec\.replica: field not declared in schema/);
  });

  /** As the API server itself sums up what an account of Mayday's namespace may do in another one. */
  async function mayDo(account: string, namespace: string): Promise<string[]> {
    const accounts = '/api/v1/namespaces/mayday/serviceaccounts';
    const { status: token } = (await server.ask('POST', `${accounts}/${account}/token`, {
      spec: { expirationSeconds: 3_600 },
    })) as { status: { token: string } };
    const access = { url: server.url, token: token.token, ca: server.certificateAuthority };
    const place = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';
    const { status } = (await askApi(access, 'POST', place, { spec: { namespace } })) as {
      status: { resourceRules: Rule[]; nonResourceRules: Rule[] };
    };
    return [...new Set(singles([...status.resourceRules, ...status.nonResourceRules]))].sort();
  }

  test("in the example the pool's workers may do what the Roles say, the others and the gateway nothing there", async () => {
    const manifests = await overlay('example');
    await apply(manifests);
    await server.ask('POST', '/api/v1/namespaces/mayday/serviceaccounts', { metadata: { name: 'nobody' } });
    const everybody = await mayDo('nobody', 'shop');
    const own = async (account: string, namespace: string) =>
      (await mayDo(account, namespace)).filter((right) => !everybody.includes(right));
    const given = (kind: string) =>
      singles(manifests.filter((each) => each.kind === kind).flatMap(({ rules }) => rules ?? []));
    const ofCluster = [...new Set(given('ClusterRole'))].sort();
    assert.ok(ofCluster.includes('list /nodes'));
    assert.deepEqual(
      await own('pool-eu-west', 'shop'),
      [...new Set([...given('Role'), ...ofCluster])].sort(),
    );
    assert.deepEqual(await own('pool-eu-west', 'mayday'), ofCluster);
    assert.deepEqual(await own('worker', 'shop'), ofCluster);
    for (const namespace of ['shop', 'mayday']) assert.deepEqual(await own('gateway', namespace), []);
  });

  test("the gateway's pods have no token of their account", async () => {
    const labels = encodeURIComponent('app.kubernetes.io/component=gateway');
    const { items } = (await server.ask('GET', `/api/v1/namespaces/mayday/pods?labelSelector=${labels}`)) as {
      items: { spec: { volumes: { name: string; projected?: object }[] } }[];
    };
    assert.ok(items.length >= 2);
    for (const { spec } of items) assert.ok(spec.volumes.every(({ projected }) => projected === undefined));
  });
});

interface Rollout {
  metadata: { generation: number };
  spec: { replicas: number };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    availableReplicas?: number;
    conditions?: { type: string; message: string }[];
  };
}

// What a class of storage that several nodes can mount would make for the archive.
const sharedVolume = {
  metadata: { name: 'shared' },
  spec: {
    capacity: { storage: '5Gi' },
    accessModes: ['ReadWriteMany'],
    nfs: { server: 'nfs.example.com', path: '/mayday' },
  },
};

/** Each right by itself: `list apps/deployments`. */
function singles(rules: readonly Rule[]): string[] {
  return rules.flatMap(({ apiGroups = [], resources = [], nonResourceURLs = [], verbs }) => [
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`)),
    ),
    ...nonResourceURLs.flatMap((url) => verbs.map((verb) => `${verb} ${url}`)),
  ]);
}
