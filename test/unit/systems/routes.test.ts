import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadSystem } from '../../../systems/load.ts';

const lines = (route: string) => `system: shop\ntitle: Shop\nroutes:\n  - ${route}\n`;

function problems(route: string): string[] {
  return loadSystem('shop.yaml', lines(route)).problems;
}

test('matchers, a severity by map and a group of labels are read', () => {
  const route = `{ matchers: ['severity=~"crit.*"', 'team!=web'], runbook: generalIncident, severity: { map: { critical: P0, page: P1 } }, groupBy: [service, region] }`;
  const loaded = loadSystem('shop.yaml', lines(route));
  assert.deepEqual(loaded.problems, []);
  assert.ok('system' in loaded);
  assert.deepEqual(loaded.system.routes, [
    {
      matchers: [
        { label: 'severity', operator: '=~', value: 'crit.*' },
        { label: 'team', operator: '!=', value: 'web' },
      ],
      runbook: 'generalIncident',
      severity: { label: 'severity', map: { critical: 'P0', page: 'P1' } },
      groupBy: ['service', 'region'],
    },
  ]);
});

describe('a route that is wrong', () => {
  const cases: [route: string, says: RegExp][] = [
    [
      `{ matchers: ['team'], runbook: generalIncident }`,
      /^shop\.yaml:4: routes\.0\.matchers\.0: found "team", expected a matcher of Alertmanager, in quotes: 'team="web"'/,
    ],
    [
      `{ matchers: ['team=~"("'], runbook: generalIncident }`,
      /^shop\.yaml:4: routes\.0\.matchers\.0: found ".*", expected a regular expression of RE2, as Alertmanager's \(/,
    ],
    [
      `{ matchers: 'team=web', runbook: generalIncident }`,
      /^shop\.yaml:4: routes\.0\.matchers: found "team=web", expected a list$/,
    ],
    [
      `{ matchers: [], runbook: generalIncident }`,
      /^shop\.yaml:4: routes\.0: found keys and values, expected either "match" with at least one label, "matchers" with at least one, or "catchAll: true"$/,
    ],
    [
      `{ catchAll: true, matchers: ['team=web'], runbook: generalIncident }`,
      /^shop\.yaml:4: routes\.0: found keys and values, expected either "match"/,
    ],
    [
      `{ match: { a: b }, runbook: generalIncident, severity: critical }`,
      /^shop\.yaml:4: routes\.0\.severity: found "critical", expected P0, P1, P2 or P3, or what the values of a label mean: \{ label: severity, map: \{ critical: P0 \} \}$/,
    ],
    [
      `{ match: { a: b }, runbook: generalIncident, severity: { map: { critical: worst } } }`,
      /^shop\.yaml:4: routes\.0\.severity: found keys and values, expected P0, P1, P2 or P3, or what the values/,
    ],
    [
      `{ match: { a: b }, runbook: generalIncident, heartbeat: { every: 1s } }`,
      /^shop\.yaml:4: routes\.0\.heartbeat\.every: found "1s", expected from 2s to 1d$/,
    ],
    [
      `{ match: { a: b }, runbook: generalIncident, heartbeat: 5m }`,
      /^shop\.yaml:4: routes\.0\.heartbeat: found "5m", expected keys and values \(every\)$/,
    ],
    [
      `{ match: { a: b }, runbook: generalIncident, groupBy: [] }`,
      /^shop\.yaml:4: routes\.0\.groupBy: found an empty list, expected at least one label$/,
    ],
    [
      `{ match: { a: b }, runbook: generalIncident, groupBy: ['my service'] }`,
      /^shop\.yaml:4: routes\.0\.groupBy\.0: found "my service", expected the name of a label, such as service$/,
    ],
  ];
  for (const [route, says] of cases)
    test(route, () => {
      const told = problems(route);
      assert.equal(told.length, 1, told.join('\n'));
      assert.match(told[0] ?? '', says);
    });
});
