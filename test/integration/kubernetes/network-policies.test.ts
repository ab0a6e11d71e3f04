import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { deployment, type Manifest, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

const policy = (name: string, spec: object): Manifest => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec,
});
const backend = { podSelector: { matchLabels: { app: 'backend' } } };
const everybody = { podSelector: {} };

describe('network policies', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  /** Changes within the last `recent` ms count as recent. */
  const policies = (recent: number) => {
    const workloads = [workload('backend'), workload('frontend')];
    return world.ask(world.scope({ workloads })).networkPolicies(recent);
  };
  const apply = (...manifests: Manifest[]) =>
    world.apply(deployment('backend'), deployment('frontend'), ...manifests);

  test('without one all is well', async () => {
    await apply();
    const found = await policies(60_000);
    assert.deepEqual([found.verdict, found.says], ['well', 'No network policies.']);
  });

  test('what they allow is told in words, of the workloads that they select', async () => {
    await apply(
      policy('backend', {
        ...backend,
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          {
            from: [{ podSelector: { matchLabels: { app: 'frontend' } } }],
            ports: [{ protocol: 'TCP', port: 8_080 }],
          },
          { from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] },
        ],
        egress: [
          {
            to: [{ namespaceSelector: { matchLabels: { name: 'data' } } }],
            ports: [{ port: 5_432, endPort: 5_440 }],
          },
        ],
      }),
      policy('strangers', { podSelector: { matchLabels: { app: 'other' } }, policyTypes: ['Ingress'] }),
      policy('not-the-frontend', {
        podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['frontend'] }] },
        policyTypes: ['Ingress'],
        ingress: [{}],
      }),
    );
    const found = await policies(0);
    assert.equal(found.verdict, 'well', found.says);
    assert.match(found.says, /^2 network policies on 2 workloads, none changed within/);
    const rows = found.evidence?.map(({ changed, ...row }) => row);
    assert.deepEqual(
      rows?.toSorted((a, b) => String(a.policy).localeCompare(String(b.policy))),
      [
        {
          namespace: 'shop',
          workload: 'backend',
          policy: 'backend',
          in: 'from pods app=frontend of its namespace on TCP 8080; from 10.0.0.0/8 except 10.1.0.0/16',
          out: 'to every pod in namespaces name=data on TCP 5432-5440',
        },
        {
          namespace: 'shop',
          workload: 'backend',
          policy: 'not-the-frontend',
          in: 'from anywhere',
          out: null,
        },
      ],
    );
  });

  test('a workload that nothing may enter or leave is sick, until another policy allows something', async () => {
    await apply(policy('deny-all', { ...everybody, policyTypes: ['Ingress', 'Egress'] }));
    const shut = await policies(0);
    assert.equal(shut.verdict, 'sick');
    assert.equal(
      shut.says,
      'Nothing is let in to backend (by deny-all). backend is let out to nowhere, not even to DNS (by deny-all). Nothing is let in to frontend (by deny-all). frontend is let out to nowhere, not even to DNS (by deny-all).',
    );
    await world.apply(policy('open', { ...everybody, ingress: [{}], egress: [{}] }));
    assert.equal((await policies(0)).verdict, 'well');
  });

  test('one that was changed of late is sick, and says what it allows now', async () => {
    await apply(policy('backend', { ...backend, ingress: [{}] }));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    assert.equal((await policies(1_000)).verdict, 'well');
    await world.patch('/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies/backend', {
      spec: { ingress: [{ from: [{ podSelector: { matchLabels: { app: 'nobody' } } }] }] },
    });
    const found = await policies(2_000);
    assert.equal(found.verdict, 'sick');
    assert.match(
      found.says,
      /^backend, which is about backend, was changed \S+ m?s ago: in: from pods app=nobody of its namespace\.$/,
    );
  });
});
