// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what catalogue files say
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import test from 'node:test';
import { loadSystem } from '../../../systems/load.ts';
import { broken, whole } from './broken-files.ts';
import { full, wrong } from './broken-sections.ts';

test('a whole file has no problems, and its durations are in ms', () => {
  const loaded = loadSystem('shop.yaml', whole);
  assert.deepEqual(loaded.problems, []);
  assert.ok('system' in loaded);
  assert.equal(loaded.system.severities.P0?.response, 900_000);
  assert.match(loaded.hash, /^[0-9a-f]{64}$/);
});

test('a real public key may stand in the file itself', () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  assert.deepEqual(
    loadSystem('shop.yaml', whole.replace('ann: {}', `ann: { publicKey: ${key} }`)).problems,
    [],
  );
});

test('passwords in a URL that are references, and ports with an @ behind them, are no literal passwords', () => {
  for (const url of ['postgres://shop:${DB_PASSWORD}@db.example/shop', 'postgres://db.example:5432/sh@p']) {
    assert.deepEqual(
      loadSystem(
        'shop.yaml',
        whole.replace('${DB_URL}', () => url),
      ).problems,
      [],
      url,
    );
  }
});

test('a file with every section has no problems', () => {
  assert.deepEqual(loadSystem('shop.yaml', full).problems, []);
});

for (const [file, cases] of [
  [whole, broken],
  [full, wrong],
] as const) {
  for (const { name, from, to, says } of cases) {
    test(`${name} is told with file, line, path, found and expected`, () => {
      assert.ok(file.includes(from), from);
      assert.deepEqual(
        loadSystem(
          'shop.yaml',
          file.replace(from, () => to),
        ).problems,
        says,
      );
    });
  }
}

test('syntax errors carry their line', () => {
  const { problems } = loadSystem('shop.yaml', whole.replace('title: Shop', 'title: "Shop'));
  assert.ok(problems.length > 0);
  for (const problem of problems) assert.match(problem, /^shop\.yaml:\d+: no valid YAML: /);
});

test('all errors of a file are told at once, in the order of the file', () => {
  const text = whole
    .replace('title: Shop', 'title: 5')
    .replace('on-call: [ann]', 'on-call: [anne]')
    .replace('response: 15m', 'response: soon')
    .replace('below: 70', 'below: 90');
  const { problems } = loadSystem('shop.yaml', text);
  assert.deepEqual(
    problems.map((problem) => problem.split(':')[1]),
    ['2', '7', '14', '30'],
  );
});

test('no message repeats a password, and each is a sentence of our own', () => {
  const files = [
    ...broken.map((each) => [whole, each] as const),
    ...wrong.map((each) => [full, each] as const),
  ];
  for (const [file, { from, to }] of files) {
    const { problems } = loadSystem(
      'shop.yaml',
      file.replace(from, () => to),
    );
    assert.doesNotMatch(problems.join('\n'), /hunter2|Invalid input/);
  }
});
