import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { route } from '../../../client/alerts/routing.ts';
import type { Catalogue, Route } from '../../../systems/catalogue.ts';
import { parseMatcher } from '../../../systems/matchers.ts';
import type { Alert } from '../../../workflows/contract/input.ts';

function routeOf(more: Partial<Route>, ...matchers: string[]): Route {
  return {
    system: 'shop',
    runbook: 'generalIncident',
    match: {},
    matchers: matchers.map((text) => parseMatcher(text)).filter((each) => typeof each !== 'string'),
    catchAll: false,
    ...more,
  };
}

function alert(labels: Record<string, string>): Alert {
  const fingerprint = JSON.stringify(labels);
  const startsAt = '2026-11-21T10:21:06Z';
  return { fingerprint, status: 'firing', name: 'A', summary: '', labels, annotations: {}, startsAt };
}

function routed(alerts: Alert[], ...routes: Route[]) {
  const catalogue = {
    routes: () => routes,
    severity: () => {
      throw new Error('none of ours');
    },
  } as unknown as Catalogue;
  return route({ groupKey: 'the sender’s', alerts, truncated: 0 }, catalogue).deliveries;
}

test('a route takes what all of its labels and matchers fit', () => {
  const web = routeOf({ match: { team: 'web' } }, 'severity=~"crit.*"', 'env!="test"');
  const others = routeOf({ system: 'others' }, 'team=~".*"');
  const system = (labels: Record<string, string>) => routed([alert(labels)], web, others)[0]?.system;
  assert.equal(system({ team: 'web', severity: 'critical' }), 'shop');
  assert.equal(system({ team: 'web', severity: 'critical', env: 'test' }), 'others');
  assert.equal(system({ team: 'web', severity: 'minor' }), 'others');
  assert.equal(system({ severity: 'critical' }), 'others');
});

describe('a severity by map', () => {
  const mapped = routeOf({ severity: { label: 'prio', map: { high: 'P0', low: 'P3' } } }, 'team="web"');
  const cases: [labels: Record<string, string>, severity: string | undefined][] = [
    [{ prio: 'high' }, 'P0'],
    [{ prio: ' low ' }, 'P3'],
    [{ prio: 'high', severity: 'P2' }, 'P0'],
    [{ prio: 'odd', severity: 'P2' }, 'P2'],
    [{ prio: 'constructor' }, undefined],
    [{}, undefined],
  ];
  for (const [labels, severity] of cases)
    test(`${JSON.stringify(labels)} is ${severity}`, () =>
      assert.equal(routed([alert({ team: 'web', ...labels })], mapped)[0]?.severity, severity));
});

describe('groupBy', () => {
  const alerts = ['web', 'web', 'api'].map((service, i) => alert({ service, region: 'eu', i: `${i}` }));

  test('one incident for each value, whatever the group of the sender', () => {
    const grouped = routed(alerts, routeOf({ groupBy: ['service', 'region'] }, 'region="eu"'));
    assert.deepEqual(
      grouped.map(({ group, alerts: members }) => [group, members.length]),
      [
        ['{region="eu", service="web"}', 2],
        ['{region="eu", service="api"}', 1],
      ],
    );
    assert.equal(new Set(grouped.map(({ workflowId }) => workflowId)).size, 2);
  });

  test('the order of the labels in the file makes no other incident', () => {
    const ids = [
      ['service', 'region'],
      ['region', 'service'],
    ].map((groupBy) => routed(alerts, routeOf({ groupBy }, 'region="eu"')).map((each) => each.workflowId));
    assert.deepEqual(ids[0], ids[1]);
  });

  test('without it the group of the sender counts, and a label that is missing is empty', () => {
    assert.equal(routed(alerts, routeOf({}, 'region="eu"'))[0]?.group, 'the sender’s');
    assert.equal(routed(alerts, routeOf({ groupBy: ['zone'] }, 'region="eu"'))[0]?.group, '{zone=""}');
  });
});
