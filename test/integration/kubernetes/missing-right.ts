import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Manifest } from './objects.ts';
import { collection, rights, type World } from './world.ts';

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

/** Takes one right (`patch`, `configmaps`) away, and asks until the permission to do that is said to be missing. */
export async function missing(
  { server }: World,
  verb: string,
  resource: string,
  ask: () => Promise<string>,
): Promise<void> {
  const says = new RegExp(`The permission to ${verb} ${resource}[. ].*is missing: give .*"${verb}"`);
  const roles = (await rights()).filter(
    ({ kind }) => kind === 'Role' || kind === 'ClusterRole',
  ) as (Manifest & {
    rules: Rule[];
  })[];
  const having = roles.filter(({ rules }) =>
    rules.some(({ resources, verbs }) => resources.includes(resource) && verbs.includes(verb)),
  );
  assert.ok(having.length > 0, `no role has the right to ${verb} ${resource}`);
  const put = (role: Manifest) => server.ask('PUT', `${collection(role)}/${role.metadata.name}`, role);
  try {
    for (const role of having) await put({ ...role, rules: without(role.rules, verb, resource) } as Manifest);
    let last = '';
    for (let attempt = 1; attempt <= 50 && !says.test(last); attempt += 1) {
      await sleep(attempt === 1 ? 0 : 100);
      last = await ask().catch((error: Error) => error.message);
    }
    assert.match(last, says);
  } finally {
    for (const role of having) await put(role);
  }
}

function without(rules: Rule[], verb: string, resource: string): Rule[] {
  const singles = rules.flatMap(({ apiGroups, resources, verbs }) =>
    resources.flatMap((each) => verbs.map((one) => ({ apiGroups, resources: [each], verbs: [one] }))),
  );
  return singles.filter(({ resources, verbs }) => !resources.includes(resource) || !verbs.includes(verb));
}
