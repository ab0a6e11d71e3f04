import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { keyOf, type Right, rightsBy } from '../../../activities/examination/kubernetes-rights.ts';
import { kubernetesScopes } from '../../../systems/kubernetes-scopes.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

/** Everything that the manifests grant, as doctor writes it. */
async function granted(): Promise<Set<string>> {
  const keys = new Set<string>();
  for await (const file of glob('deploy/kubernetes/rights/**/*.yaml', { cwd: root })) {
    for (const document of parseAllDocuments(await readFile(`${root}/${file}`, 'utf8'))) {
      const { rules = [] } = (document.toJS() ?? {}) as { rules?: Rule[] };
      for (const { apiGroups, resources, verbs } of rules)
        for (const group of apiGroups)
          for (const written of resources)
            for (const verb of verbs) {
              const [resource = '', subresource] = written.split('/');
              keys.add(keyOf({ verb, group, resource, ...(subresource ? { subresource } : {}), for: '' }));
            }
    }
  }
  return keys;
}

function needed(): Right[] {
  const catalogue = openCatalogue(`${root}/systems`);
  return catalogue.systems().flatMap((system) => {
    const file = catalogue.file(system);
    return (kubernetesScopes(file).kubernetes ?? []).flatMap((scope) =>
      [...rightsBy(scope, file).values()].flat(),
    );
  });
}

test('every right that doctor asks for is one that the manifests grant', async () => {
  const there = await granted();
  const all = needed();
  assert.ok(all.length > 100, `${all.length} rights`);
  const beyond = all.filter((right) => !there.has(keyOf(right))).map(keyOf);
  assert.deepEqual([...new Set(beyond)], []);
});

test('a file that changes nothing is asked for no right to change', () => {
  const catalogue = openCatalogue(`${root}/systems`);
  const system = catalogue.systems().find((id) => kubernetesScopes(catalogue.file(id)).kubernetes) ?? '';
  const file = { ...catalogue.file(system), mitigations: {}, inPod: {} };
  const [scope] = kubernetesScopes(file).kubernetes ?? [];
  assert.ok(scope);
  const verbs = new Set([...rightsBy(scope, file).values()].flat().map(({ verb }) => verb));
  assert.deepEqual([...verbs].sort(), ['get', 'list']);
});
