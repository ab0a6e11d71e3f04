import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { findKeda, type Place } from '../../../servers/keda.ts';
import { loadSystem } from '../../../systems/load.ts';
import { coordinationQueue, poolQueue } from '../../../workflows/contract/queues.ts';
import { unavailable } from '../../harness/servers.ts';
import {
  type Deployment,
  deployments,
  edited,
  environmentOf,
  type Manifest,
  overlay,
  variants,
} from './kubernetes-manifests.ts';

const skip = await unavailable('kustomize', 'keda');
const root = fileURLToPath(new URL('../../../', import.meta.url));
const docs = readFileSync(`${root}docs/kubernetes.md`, 'utf8');

for (const [title, build] of variants) {
  describe(`deploy/kubernetes, ${title}`, { skip }, () => {
    let all: Manifest[];
    let pods: Deployment[];
    before(async () => {
      all = await build();
      pods = deployments(all);
    });
    const named = (kind: string, name: string) =>
      all.some((each) => each.kind === kind && each.metadata.name === name);

    test('is whole: what pods hang on is there, or docs/kubernetes.md says how to make it', () => {
      assert.ok(pods.length >= 2);
      for (const { metadata, spec } of pods) {
        const { serviceAccountName, volumes } = spec.template.spec;
        assert.ok(named('ServiceAccount', serviceAccountName), `${metadata.name}: ${serviceAccountName}`);
        for (const { configMap, secret, persistentVolumeClaim: claim } of volumes) {
          if (claim) assert.ok(named('PersistentVolumeClaim', claim.claimName), claim.claimName);
          if (configMap && !named('ConfigMap', configMap.name))
            assert.match(docs, new RegExp(`create configmap ${configMap.name} `));
          if (secret) assert.match(docs, new RegExp(`create secret generic ${secret.secretName}[ \`]`));
        }
      }
    });

    test('each file of a secret that the environment names is below a mount', () => {
      for (const pod of pods) {
        const [{ volumeMounts }] = pod.spec.template.spec.containers;
        const named = Object.entries(environmentOf(all, pod)).filter(([, value]) =>
          value.startsWith('/run/secrets/'),
        );
        for (const [name, value] of named)
          assert.ok(
            volumeMounts.some(({ mountPath }) => value.startsWith(`${mountPath}/`)),
            `${pod.metadata.name}: nothing is mounted where ${name}=${value} is`,
          );
      }
    });

    test('what selects pods selects those of one Deployment', () => {
      const selecting = all.flatMap(({ kind, metadata, spec }) => {
        if (kind === 'Service') return [[metadata.name, spec?.selector]] as const;
        if (kind !== 'Deployment' && kind !== 'PodDisruptionBudget') return [];
        return [[metadata.name, (spec as unknown as Selecting).selector.matchLabels]] as const;
      });
      assert.ok(selecting.length >= 5);
      for (const [name, labels] of selecting) {
        const selected = pods.filter(({ spec }) => has(spec.template.metadata.labels, labels as Labels));
        assert.deepEqual(
          selected.map(({ metadata }) => metadata.name),
          [name],
        );
      }
    });

    test('each pod may only go where a network policy lets it, and each policy is about some pod', () => {
      const policies = all.filter(({ kind }) => kind === 'NetworkPolicy') as Policy[];
      const deny = policies.find(({ metadata }) => metadata.name === 'nothing-else');
      assert.deepEqual(deny?.spec, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
      for (const { metadata, spec } of policies) {
        const about = pods.filter((pod) => selects(spec.podSelector, pod.spec.template.metadata.labels));
        assert.ok(about.length > 0, metadata.name);
        for (const { port } of spec.ingress?.flatMap(({ ports }) => ports) ?? [])
          for (const { spec } of about)
            assert.ok(
              spec.template.spec.containers[0].ports?.some((each) => each.containerPort === port),
              `${port}`,
            );
      }
      for (const { metadata, spec } of pods) {
        if (metadata.name === 'codec-server') continue;
        const names = policies.filter(({ spec: { podSelector } }) =>
          selects(podSelector, spec.template.metadata.labels),
        );
        assert.ok(
          names.some((policy) => policy.metadata.name === 'to-temporal'),
          `${metadata.name} may not reach Temporal`,
        );
      }
    });
  });
}

describe('deploy/kubernetes with KEDA', { skip }, () => {
  for (const [title, build] of variants.filter(([title]) => /scaled|versions/.test(title))) {
    test(`${title}: the autoscaler asks for what its scaler knows, about queues that the pods serve`, async () => {
      const all = await build();
      const pods = deployments(all);
      const { parameters } = await findKeda();
      const scaling = all.filter(({ kind }) => kind === 'ScaledObject') as Scaled[];
      assert.ok(scaling.length > 0);
      for (const { metadata, spec } of scaling) {
        const target = pods.find(({ metadata: { name } }) => name === spec.scaleTargetRef.name);
        assert.ok(target, metadata.name);
        assert.equal(target.spec.replicas, undefined, 'each apply would undo what the autoscaler did');
        assert.ok(spec.minReplicaCount >= 1);
        const environment = environmentOf(all, target);
        const scaled = spec.triggers.map(({ type, metadata: given }) => {
          assert.equal(type, 'temporal');
          for (const name of Object.keys(given)) {
            const [plain, place]: [string, Place] = name.endsWith('FromEnv')
              ? [name.slice(0, -'FromEnv'.length), 'resolvedEnv']
              : [name, 'triggerMetadata'];
            assert.ok(parameters.get(plain)?.includes(place), `${metadata.name}: ${name} is none of KEDA's`);
          }
          for (const name of ['endpointFromEnv', 'namespaceFromEnv'])
            assert.ok(environment[given[name] ?? ''], `${metadata.name}: ${given[name]} is not set`);
          return given.taskQueue ?? environment[given.taskQueueFromEnv ?? ''];
        });
        const pools = (environment.MAYDAY_POOLS ?? 'main').split(',').map(poolQueue);
        const coordinates = environment.MAYDAY_COORDINATES !== 'no';
        assert.deepEqual(scaled, [...(coordinates ? [coordinationQueue] : []), ...pools]);
      }
    });
  }
});

describe('deploy/kubernetes/overlays/example', { skip }, () => {
  test('its catalogue can be read, and its pool is one of those that are deployed', async () => {
    const all = await overlay('example');
    const catalogue = all.find(({ metadata }) => metadata.name === 'catalogue')?.data ?? {};
    assert.deepEqual(Object.keys(catalogue), ['shop.yaml']);
    const loaded = loadSystem('shop.yaml', catalogue['shop.yaml'] ?? '');
    assert.ok('system' in loaded, JSON.stringify(loaded));
    const pools = deployments(all).map((each) => environmentOf(all, each).MAYDAY_POOLS);
    assert.ok(pools.includes(loaded.system.pool));
  });

  test('only the workers of that pool have rights in its namespace, and none are given in that of Mayday', async () => {
    const all = await overlay('example');
    const ofNamespaces = all.filter(({ kind }) => kind === 'Role' || kind === 'RoleBinding');
    assert.ok(ofNamespaces.length > 0);
    for (const { kind, metadata, subjects } of ofNamespaces) {
      assert.equal(metadata.namespace, 'shop', metadata.name);
      if (kind === 'RoleBinding')
        assert.deepEqual(subjects, [{ kind: 'ServiceAccount', name: 'pool-eu-west', namespace: 'mayday' }]);
    }
  });
});

describe('deploy/kubernetes/overlays/versions', { skip }, () => {
  test('a new image of its own kustomization.yaml is that of the gateway alone', async () => {
    const all = await edited('versions', (text) => text.replace('newTag: 0.2.0', 'newTag: 9.9.9'));
    const renewed = deployments(all).filter(({ spec }) =>
      spec.template.spec.containers[0].image.endsWith(':9.9.9'),
    );
    assert.deepEqual(
      renewed.map(({ metadata }) => metadata.name),
      ['gateway'],
    );
  });

  test('has a Deployment for each version, which says who it is', async () => {
    const all = await overlay('versions');
    const versions = deployments(all).flatMap((each) => {
      const { MAYDAY_DEPLOYMENT_NAME: name, MAYDAY_BUILD_ID: build } = environmentOf(all, each);
      const [{ image }] = each.spec.template.spec.containers;
      return build ? [[each.metadata.name, name, build, image.split(':').at(-1)]] : [];
    });
    assert.deepEqual(versions, [
      ['worker-0-1-0', 'mayday', '0.1.0', '0.1.0'],
      ['worker-0-2-0', 'mayday', '0.2.0', '0.2.0'],
    ]);
  });
});

type Labels = Record<string, string>;

interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: 'In'; values: string[] }[];
}

interface Selecting {
  selector: { matchLabels: Labels };
}

interface Policy extends Manifest {
  spec: { podSelector: Selector; ingress?: { ports: { port: number }[] }[] };
}

interface Scaled extends Manifest {
  spec: {
    scaleTargetRef: { name: string };
    minReplicaCount: number;
    triggers: { type: string; metadata: Labels }[];
  };
}

function has(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    has(labels, matchLabels) &&
    matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
  );
}
