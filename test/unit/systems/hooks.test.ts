// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what catalogue files say
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { catalogueJsonSchema } from '../../../systems/json-schema.ts';
import { loadSystem } from '../../../systems/load.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { readYaml } from '../../../systems/read-yaml.ts';

const start = 'system: shop\ntitle: Shop\ntargets:\n  api: { kind: http, url: "http://localhost:1/" }\n';
const load = (hook: string) => loadSystem('shop.yaml', `${start}hooks:\n  deploys: ${hook}\n`);
const signature = 'secret: "${A_SECRET}", signature: { header: X-Sig }';

test('a hook is a secret or a token, and where in a body an alert is', () => {
  const short = load(`{ ${signature}, fields: { name: /title, status: /state } }`);
  assert.ok('system' in short, short.problems.join('\n'));
  const status = { at: '/state', firing: ['firing'], resolved: ['resolved'] };
  assert.deepEqual(short.system.hooks.deploys, {
    secret: '${A_SECRET}',
    signature: { header: 'X-Sig' },
    fields: { name: '/title', status, labels: {} },
  });
  const long = load(
    `{ bearer: "\${A}", alerts: /items, fields: { name: Deploy, status: { at: /s, resolved: [ok] }, labels: { team: shop } } }`,
  );
  assert.deepEqual(long.problems, []);
});

test('an editor takes what the loader takes, and marks a secret that stands there', () => {
  const accepts = new Ajv({ strictTypes: false, strictTuples: false }).compile(catalogueJsonSchema());
  const accepted = (hook: string) => accepts(readYaml(`${start}hooks:\n  deploys: ${hook}\n`).value);
  for (const hook of [
    `{ ${signature}, fields: { name: /title, status: /state } }`,
    `{ bearer: "\${A}", alerts: /items, fields: { name: Deploy, status: { at: /s, resolved: [ok] }, labels: { team: shop } } }`,
  ])
    assert.ok(accepted(hook), JSON.stringify(accepts.errors));
  assert.ok(!accepted('{ bearer: hunter2, fields: { name: /title } }'));
  assert.ok(!accepted(`{ ${signature}, fields: { name: /title, status: 5 } }`));
});

describe('a hook that cannot work is told in a sentence', () => {
  const cases: [name: string, hook: string, says: RegExp][] = [
    ['nothing that checks', '{ fields: { name: /a } }', /secret: found nothing, expected either a secret/],
    [
      'both',
      `{ ${signature}, bearer: "\${B}", fields: { name: /a } }`,
      /expected either a secret: \$\{NAME\} with/,
    ],
    [
      'no header',
      '{ secret: "${A}", fields: { name: /a } }',
      /signature: found nothing, expected the header/,
    ],
    [
      'a header beside a token',
      '{ bearer: "${A}", signature: { header: X }, fields: { name: /a } }',
      /signature: .*expected nothing beside bearer/,
    ],
    [
      'a secret as it is',
      '{ secret: hunter2, fields: { name: /a } }',
      /secret: found something else, expected a \$\{NAME\}/,
    ],
    [
      'no pointer',
      `{ ${signature}, alerts: items, fields: { name: /a } }`,
      /expected a place in the body as a JSON pointer/,
    ],
    [
      'a tilde that is no escape',
      `{ ${signature}, alerts: /a~b, fields: { name: /a } }`,
      /as a JSON pointer/,
    ],
    ['no name', `{ ${signature}, fields: {} }`, /fields\.name: found nothing/],
    [
      'a status without words',
      `{ ${signature}, fields: { name: /a, status: { at: /s } } }`,
      /fields\.status.*expected words of firing, of resolved, or of both|fields\.status.*JSON pointer to "firing"/,
    ],
    [
      'another key',
      `{ ${signature}, field: {}, fields: { name: /a } }`,
      /unknown key.*did you mean "fields"/,
    ],
  ];
  for (const [name, hook, says] of cases)
    test(name, () => {
      const { problems } = load(hook);
      assert.match(problems.join('\n'), says);
      assert.ok(!problems.join('\n').includes('hunter2'));
    });
});

test('of two files with a hook of one name the first counts, and the other is told', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mayday-hooks-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const hooks = `hooks:\n  deploys: { ${signature}, fields: { name: /a } }\n`;
  for (const system of ['bank', 'shop'])
    writeFileSync(path.join(folder, `${system}.yaml`), start.replace('shop', system) + hooks);
  const catalogue = openCatalogue(folder);
  assert.deepEqual(
    catalogue.hooks().map(({ name, system }) => [name, system]),
    [['deploys', 'bank']],
  );
  assert.deepEqual(catalogue.problems(), [
    'shop.yaml: hooks.deploys: found a name that bank.yaml has, too, expected another; it is left out',
  ]);
});
