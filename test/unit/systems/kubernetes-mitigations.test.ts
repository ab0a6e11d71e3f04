import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSystem } from '../../../systems/load.ts';
import { profileOf } from '../../../systems/profile.ts';
import { targetIds } from '../../../workflows/contract/mitigations.ts';
import { whole } from './broken-files.ts';

const targets = `  eu: { kind: cluster, url: "https://10.0.0.1:6443" }
  shop: { kind: namespace, cluster: eu, name: shop }
  tools: { kind: namespace, cluster: eu, name: tools }
  elsewhere: { kind: namespace, name: elsewhere }
  backend: { kind: deployment, cluster: eu, namespace: shop, name: backend }
  config: { kind: configMap, cluster: eu, namespace: shop, name: app-config }
  entrance: { kind: ingress, cluster: eu, namespace: shop, name: api }
`;

const load = (mitigation: string) =>
  loadSystem(
    'shop.yaml',
    whole
      .replace('targets:\n', () => `targets:\n${targets}`)
      .replace('mitigations:\n', () => `mitigations:\n  change:\n    title: Change\n${mitigation}`),
  );

function read(mitigation: string) {
  const loaded = load(mitigation);
  assert.ok('system' in loaded, loaded.problems.join('\n'));
  const { mitigations, assumed } = profileOf(loaded.system, loaded.hash, 'databaseIssues', new Date());
  const change = mitigations.find(({ name }) => name === 'change');
  assert.ok(change);
  return { change, assumed: assumed.filter((says) => says.startsWith('change')) };
}

test('a config map is changed together with whoever reads it; with nobody named, that is said as assumed', () => {
  const text = `    action: kubernetes.patchConfigMap
    target: config
    values: { CACHE_ENABLED: "true" }
    risk: disruptive
`;
  const { change, assumed } = read(`${text}    restarts: [backend]\n`);
  assert.deepEqual(targetIds(change), ['backend', 'config']);
  assert.deepEqual(assumed, []);
  const alone = read(text);
  assert.deepEqual(targetIds(alone.change), ['config']);
  assert.deepEqual(alone.assumed, [
    'change: the file names no "restarts", so whatever reads config must reload by itself',
  ]);
});

test('a volume is one of the namespace, or of those that the file names in that cluster, if it asks', () => {
  const text = (asks: string) => `    action: kubernetes.expandVolume
    target: shop
    asks: { ${asks} }
    risk: destructive
`;
  const { change } = read(text('claim: { question: Which? }'));
  assert.ok(change.action === 'kubernetes.expandVolume');
  assert.deepEqual(change.namespaces, ['shop']);
  assert.deepEqual(
    change.asks.map(({ name, kind, question }) => [name, kind, question]),
    [
      ['claim', 'text', 'Which?'],
      ['size', 'memory', 'How large shall it be?'],
    ],
  );
  const asked = read(text('claim: { question: Which? }, namespace: { question: Where? }')).change;
  assert.ok(asked.action === 'kubernetes.expandVolume');
  assert.deepEqual(asked.namespaces, ['shop', 'tools']);
  assert.deepEqual(
    asked.asks.map(({ name }) => name),
    ['claim', 'namespace', 'size'],
  );
});

test('a pod is asked for', () => {
  const { change } = read('    action: kubernetes.restartPod\n    target: backend\n    risk: disruptive\n');
  assert.deepEqual(change.asks, [{ name: 'pod', kind: 'text', question: 'Which pod?' }]);
});

const wrong: [string, string, RegExp][] = [
  [
    'an Ingress that is none of the file',
    '    action: kubernetes.annotateIngress\n    target: shared\n    values: { a: "1" }\n    risk: disruptive\n',
    /found "shared", expected a name under "targets" of kind ingress \(entrance\)/,
  ],
  [
    'a file outside of the folder',
    '    action: kubernetes.applyManifest\n    target: shop\n    file: ../../other.yaml\n    risk: destructive\n',
    /found "\.\.\/\.\.\/other\.yaml", expected the place of a file below the folder of manifests/,
  ],
  [
    'a file that is applied with one approval',
    '    action: kubernetes.applyManifest\n    target: shop\n    file: a.yaml\n    risk: disruptive\n',
    /found "disruptive", expected destructive, since it cannot be taken back/,
  ],
];
for (const [what, text, says] of wrong) {
  test(`${what} is told with what to write`, () => {
    assert.match((load(text).problems ?? []).join('\n'), says);
  });
}
