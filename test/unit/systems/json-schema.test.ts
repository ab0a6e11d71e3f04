// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what catalogue files say
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { durationMs, durationPattern } from '../../../systems/duration.ts';
import { catalogueJsonSchema, catalogueJsonSchemaText } from '../../../systems/json-schema.ts';
import { loadSystem } from '../../../systems/load.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { readYaml } from '../../../systems/read-yaml.ts';
import { whole } from './broken-files.ts';

const systems = fileURLToPath(new URL('../../../systems', import.meta.url));
const accepts = new Ajv({ strictTypes: false }).compile(catalogueJsonSchema());
const accepted = (text: string) => accepts(readYaml(text).value);

test('systems/schema.json is what the schema says now', () => {
  const written = readFileSync(path.join(systems, 'schema.json'), 'utf8');
  assert.ok(
    written === catalogueJsonSchemaText(),
    'systems/schema.json is out of date: npx mayday schema > systems/schema.json',
  );
});

test('schema.json is no system of the catalogue', () => {
  assert.ok(!openCatalogue(systems).systems().includes('schema'));
});

test('every file that ships is accepted by the schema it names', () => {
  for (const file of readdirSync(systems).filter((name) => name.endsWith('.yaml'))) {
    const text = readFileSync(path.join(systems, file), 'utf8');
    assert.equal(text.split('\n')[0], '# yaml-language-server: $schema=./schema.json', file);
    assert.ok(accepted(text), `${file}: ${JSON.stringify(accepts.errors)}`);
  }
});

test('what an editor marks, the loader refuses: no file that can be read is called wrong', () => {
  assert.ok(accepted(whole), JSON.stringify(accepts.errors));
  const lines = whole.split('\n');
  const value = fc.oneof(
    fc.constantFrom('30s', '52w', '0', '5', '7.5', 'true', 'P2', 'notify', 'on-call', 'api', '[ann]', '{}'),
    fc.constantFrom('"${A_B}"', '"${A}/path"', 'http://a.example', 'postgresql://db/shop', 'destructive'),
    fc.stringMatching(/^[a-z0-9 .-]{1,20}$/).map((text) => JSON.stringify(text)),
  );
  let readable = 0;
  fc.assert(
    fc.property(fc.nat(lines.length - 1), value, (at, otherwise) => {
      const text = lines.with(at, (lines[at] ?? '').replace(/: (?=\S).*/, `: ${otherwise}`)).join('\n');
      if (loadSystem('shop.yaml', text).problems.length > 0) return;
      readable += 1;
      assert.ok(accepted(text), `${text}\n${JSON.stringify(accepts.errors)}`);
    }),
    { numRuns: 200 },
  );
  assert.ok(readable > 20);
});

for (const [what, from, to] of [
  ['an unknown key', 'title: Shop', 'title: Shop\ncolour: red'],
  ['a duration without a unit', 'response: 15m', 'response: "15"'],
  ['a duration that is a number', 'response: 15m', 'response: 15'],
  ['an unknown kind of target', 'kind: postgres', 'kind: oracle'],
  ['a URL of another kind', 'url: ${DB_URL}', 'url: https://db.example/shop'],
  ['a public key that is none', 'ann: {}', 'ann: { publicKey: secret }'],
  ['a number as a title', 'title: Shop', 'title: 5'],
] as const) {
  test(`an editor marks ${what}`, () => {
    assert.ok(whole.includes(from), from);
    assert.equal(accepted(whole.replace(from, () => to)), false);
  });
}

test('the pattern of durations takes all that the loader takes, and else only what is longer than 52 weeks', () => {
  const written = fc.oneof(fc.string(), fc.stringMatching(/^[0-9]{0,10}[smhdwy]?$/));
  fc.assert(
    fc.property(written, (text) => {
      const taken = durationMs(text) !== undefined;
      if (taken) assert.match(text, durationPattern);
      else if (durationPattern.test(text)) assert.ok(durationMs(text.replace(/^\d+/, '1')) !== undefined);
    }),
  );
});
