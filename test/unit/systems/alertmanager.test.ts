import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alertmanagerProfile } from '../../../systems/alertmanager.ts';
import { loadSystem } from '../../../systems/load.ts';

function load(entry: string) {
  return loadSystem('shop.yaml', `system: shop\ntitle: Shop\nalertmanager: ${entry}\n`);
}

test('only a file that says so has its Alertmanager asked for silence', () => {
  const [silent, plain] = [', silence: true', ''].map((more) => load(`{ url: "http://alerts:9093"${more} }`));
  assert.ok(silent && plain && 'system' in silent && 'system' in plain);
  assert.deepEqual(alertmanagerProfile(silent.system), {
    alertmanager: { id: 'alertmanager', url: 'http://alerts:9093' },
  });
  assert.deepEqual(alertmanagerProfile(plain.system), {});
});

test('mistakes are said in sentences; a token never stands in the file', () => {
  for (const [entry, says] of [
    ['{ url: alerts }', /^shop\.yaml:3: alertmanager\.url: found .*, expected the URL of an Alertmanager/],
    [
      '{ url: "http://alerts:9093", bearer: abc }',
      /^shop\.yaml:3: alertmanager\.bearer: found .*, expected a \$\{NAME\} that holds the token$/,
    ],
    [
      '{ url: "http://alerts:9093", silence: always }',
      /^shop\.yaml:3: alertmanager\.silence: found "always", expected true or false$/,
    ],
  ] as const) {
    const { problems } = load(entry);
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0] ?? '', says);
  }
});
