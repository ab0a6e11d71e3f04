import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { stringify } from 'yaml';
import type { ApplyManifest } from '../../../workflows/contract/kubernetes-changes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { Changes, terms } from './changes.ts';
import { missing } from './missing-right.ts';
import { deployment, type Manifest } from './objects.ts';
import { collection, startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

describe('applying a file on a real control plane', { skip }, () => {
  let world: World;
  let folder: string;
  let changes: Changes;
  before(async () => {
    world = await startWorld();
    folder = await mkdtemp(path.join(tmpdir(), 'manifests-'));
    await mkdir(path.join(folder, 'k8s'));
    changes = new Changes(world, folder);
  });
  afterEach(async () => {
    for (const each of made.splice(0)) {
      await world.server.ask('DELETE', `${collection(each)}/${each.metadata.name}`);
    }
    await world.empty();
  });
  after(async () => {
    await world.stop();
    await rm(folder, { recursive: true });
  });

  const updates: ApplyManifest = {
    ...terms,
    name: 'applySecurityUpdates',
    action: 'kubernetes.applyManifest',
    target: { id: 'production', kind: 'namespace', name: 'shop' },
    file: 'k8s/security-updates.yaml',
  };
  const file = async (...objects: object[]) =>
    writeFile(path.join(folder, updates.file), objects.map((each) => stringify(each)).join('---\n'));
  const config = (data: Record<string, string>): Manifest => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'app-config', namespace: 'shop' },
    data,
  });
  const fresh: Manifest = { ...config({ one: '1' }), metadata: { name: 'fresh', namespace: 'shop' } };
  const place = '/api/v1/namespaces/shop/configmaps/app-config';
  const read = async (of: Manifest) =>
    (await world.server.ask('GET', `${collection(of)}/${of.metadata.name}`)) as Manifest;
  /** Applies a file with these, so that Mayday keeps their fields. */
  async function applied(...objects: Manifest[]): Promise<void> {
    await file(...objects);
    const { outcome } = await changes.apply(changes.order(updates, await changes.plan(updates)));
    assert.equal(outcome, 'applied');
    made.push(...objects);
  }
  const made: Manifest[] = [];

  test('a plan shows what would change, field by field and without secrets; it changes nothing', async () => {
    await applied(
      config({ LOG_LEVEL: 'debug', DB_PASSWORD: 'canary-old', nginx: 'a\nb\nc' }),
      deployment('backend'),
    );
    await file(
      config({ LOG_LEVEL: 'info', DB_PASSWORD: 'canary-new', nginx: 'a\nB\nc' }),
      deployment('backend', { image: 'shop/backend:1.4.2' }),
      fresh,
    );
    const plan = await changes.plan(updates);
    assert.deepEqual(plan?.preview, [
      'kubectl apply --server-side --field-manager=mayday -f k8s/security-updates.yaml # ConfigMap app-config:',
      '#   data.DB_PASSWORD: *** → *** (another)',
      '#   data.LOG_LEVEL: "debug" → "info"',
      '#   data.nginx:',
      '#     - b',
      '#     + B',
      'kubectl apply --server-side --field-manager=mayday -f k8s/security-updates.yaml # Deployment backend:',
      '#   spec.template.spec.containers[app].image: "shop/backend:1.4.1" → "shop/backend:1.4.2"',
      'kubectl apply --server-side --field-manager=mayday -f k8s/security-updates.yaml # ConfigMap fresh:',
      '#   apiVersion: none → "v1"',
      '#   kind: none → "ConfigMap"',
      '#   data.one: none → "1"',
      '#   metadata.name: none → "fresh"',
      '#   metadata.namespace: none → "shop"',
    ]);
    assert.doesNotMatch(JSON.stringify(plan), /canary/);
    assert.equal(plan?.undo, null);
    assert.match(plan?.blastRadius ?? '', /The pods of backend are replaced, one after the other/);
    assert.equal(((await read(config({}))).data as { LOG_LEVEL: string }).LOG_LEVEL, 'debug');
  });

  test('approved it is applied once, said by a second attempt, and then there is nothing to change', async () => {
    await applied(config({ LOG_LEVEL: 'debug' }));
    await world.patch(place, { data: { other: 'kept' } });
    await file(config({ LOG_LEVEL: 'info' }), fresh);
    made.push(fresh);
    const given = changes.order(updates, await changes.plan(updates));
    assert.deepEqual(await changes.rehearse(updates, given.plan), {
      outcome: 'would apply',
      says: [
        'ConfigMap app-config in shop: the server takes it (dry run)',
        'ConfigMap fresh in shop: the server takes it (dry run)',
      ],
    });
    const { effects } = await changes.apply(given);
    assert.deepEqual(
      effects.map(({ says }) => says),
      ['ConfigMap app-config in shop: 1 field changed', 'ConfigMap fresh in shop: made'],
    );
    const { metadata } = await read(config({}));
    assert.deepEqual((await read(config({}))).data, { LOG_LEVEL: 'info', other: 'kept' });
    const again = await changes.apply(given, { number: 2 });
    assert.deepEqual(
      again.effects.map(({ outcome }) => outcome),
      ['done', 'done'],
    );
    assert.equal((await read(config({}))).metadata.resourceVersion, metadata.resourceVersion);
    assert.equal(await changes.plan(updates), null);
  });

  test('another file, or another difference, by the time it is applied is refused; what the file does not touch may move', async () => {
    await applied(config({ LOG_LEVEL: 'debug' }));
    await file(config({ LOG_LEVEL: 'info' }));
    const given = changes.order(updates, await changes.plan(updates));
    await world.patch(place, { data: { unrelated: 'x' } });
    assert.deepEqual(await changes.compare(updates, given.plan), []);
    await file(config({ LOG_LEVEL: 'warn' }));
    const edited = await changes.apply(given);
    assert.ok(edited.outcome === 'refused');
    assert.deepEqual(edited.difference, [
      'ConfigMap app-config in shop: the file says something else of it',
      'ConfigMap app-config in shop: the file would change something else of it',
    ]);
    assert.equal(((await read(config({}))).data as { LOG_LEVEL: string }).LOG_LEVEL, 'debug');
    await file(config({ LOG_LEVEL: 'info', new: 'y' }), config({ LOG_LEVEL: 'info' }));
    assert.match(await changes.refusal(updates), /configmaps\/app-config twice/);
  });

  test('a field that somebody else keeps is theirs: it is said whose, and never forced', async () => {
    await world.apply(config({ LOG_LEVEL: 'debug' }));
    await file(config({ LOG_LEVEL: 'info' }));
    assert.match(
      await changes.refusal(updates),
      /^The ConfigMap app-config in shop has fields that others keep, and that the file sets otherwise: data\.LOG_LEVEL \([^)]+\)\. Mayday never takes them away: take them out of the file/,
    );
  });

  const refused: [string, object | string, RegExp][] = [
    ['a kind that may not be applied', { ...config({}), kind: 'Secret' }, /holds a Secret: only ConfigMap, /],
    [
      'a role',
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'x' } },
      /holds a Role/,
    ],
    [
      'another namespace',
      { ...config({}), metadata: { name: 'app-config', namespace: 'kube-system' } },
      /holds the ConfigMap app-config in kube-system: only the namespace shop is the catalogue's/,
    ],
    ['another version of the API', { ...config({}), apiVersion: 'v2' }, /holds a ConfigMap of v2: write v1/],
    [
      'a name that is a path',
      { ...config({}), metadata: { name: '../secrets/x' } },
      /without a name that could be one/,
    ],
    ['no YAML', 'a: [', /is no YAML that can be read/],
    ['nothing', '', /holds no object/],
    [
      'a field that the kind does not have',
      { ...config({}), dat: { a: '1' } },
      /unknown field|field not declared/,
    ],
  ];
  for (const [what, content, says] of refused) {
    test(`${what} is refused`, async () => {
      if (typeof content === 'string') await writeFile(path.join(folder, updates.file), content);
      else await file(content);
      assert.match(await changes.refusal(updates), says);
    });
  }

  test('only files below the folder, and only where one is set', async () => {
    assert.match(
      await new Changes(world).refusal(updates),
      /^No folder of manifests is set: give the worker MAYDAY_MANIFESTS/,
    );
    assert.match(
      await changes.refusal({ ...updates, file: 'k8s/other.yaml' }),
      /There is no k8s\/other\.yaml below/,
    );
    assert.match(
      await changes.refusal({ ...updates, file: '../../etc/passwd' }),
      /lies outside of the folder|There is no/,
    );
    await symlink('/etc/passwd', path.join(folder, 'k8s', 'link.yaml'));
    assert.match(await changes.refusal({ ...updates, file: 'k8s/link.yaml' }), /lies outside of the folder/);
  });

  test('without a right the plan says which permission is missing', async () => {
    await applied(config({ LOG_LEVEL: 'debug' }));
    await file(config({ LOG_LEVEL: 'info' }), fresh);
    for (const verb of ['get', 'patch', 'create']) {
      await missing(world, verb, 'configmaps', () => changes.refusal(updates));
    }
  });
});
