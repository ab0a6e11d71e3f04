import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AlertGroup } from '../../../client/alerts/alert-group.ts';
import { route } from '../../../client/alerts/routing.ts';
import type { Catalogue, Route } from '../../../systems/catalogue.ts';
import type { Alert } from '../../../workflows/contract/input.ts';
import { incidentWorkflowId } from '../../../workflows/contract/keys.ts';

const shopDatabase: Route = {
  system: 'shop',
  runbook: 'databaseIssues',
  match: { team: 'shop', kind: 'db' },
  catchAll: false,
};
const shop: Route = { system: 'shop', runbook: 'generalIncident', match: { team: 'shop' }, catchAll: false };
const bank: Route = {
  system: 'bank',
  runbook: 'generalIncident',
  match: { team: 'bank' },
  severity: 'P2',
  catchAll: false,
};
const catchAll: Route = { system: 'demo', runbook: 'generalIncident', match: {}, catchAll: true };

function catalogueOf(...routes: Route[]): Catalogue {
  const asked: Pick<Catalogue, 'routes' | 'severity'> = {
    routes: () => routes,
    severity: (system, text) => {
      if (system === 'shop' && text.toLowerCase() === 'sev 1') return 'P0';
      throw new Error(`${system} has no severity ${text}`);
    },
  };
  return asked as Catalogue;
}

function alert(labels: Record<string, string>, more: Partial<Alert> = {}): Alert {
  const startsAt = '2026-11-21T10:21:06Z';
  return {
    fingerprint: JSON.stringify(labels),
    status: 'firing',
    name: 'A',
    summary: '',
    labels,
    annotations: {},
    startsAt,
    ...more,
  };
}

function group(alerts: Alert[], more: Partial<AlertGroup> = {}): AlertGroup {
  return { groupKey: 'the group', alerts, truncated: 0, ...more };
}

function places(alerts: Alert[], ...routes: Route[]): string[] {
  return route(group(alerts), catalogueOf(...routes)).deliveries.map(
    ({ system, runbook }) => `${system} ${runbook}`,
  );
}

describe('where an alert goes', () => {
  const cases: [name: string, labels: Record<string, string>, routes: Route[], place: string][] = [
    [
      'the only route that matches',
      { team: 'bank' },
      [shopDatabase, shop, bank, catchAll],
      'bank generalIncident',
    ],
    [
      'the first of two that match',
      { team: 'shop', kind: 'db' },
      [shopDatabase, shop, catchAll],
      'shop databaseIssues',
    ],
    [
      'the first of two that match, whatever is more specific',
      { team: 'shop', kind: 'db' },
      [shop, shopDatabase],
      'shop generalIncident',
    ],
    [
      'every label of a route must match',
      { team: 'shop', kind: 'web' },
      [shopDatabase, bank, catchAll],
      'demo generalIncident',
    ],
    ['values match as a whole', { team: 'shop2' }, [shop, catchAll], 'demo generalIncident'],
    [
      'the catch-all comes last wherever it stands',
      { team: 'shop' },
      [catchAll, shop],
      'shop generalIncident',
    ],
    ['nothing matches and there is no catch-all', { team: 'x' }, [shop], 'unknown generalIncident'],
    ['an empty catalogue', { team: 'shop' }, [], 'unknown generalIncident'],
  ];
  for (const [name, labels, routes, place] of cases) {
    test(name, () => assert.deepEqual(places([alert(labels)], ...routes), [place]));
  }
});

test('a catalogue that cannot be read sends all to the built-in catch-all and says why', () => {
  const broken = { ...catalogueOf(), routes: () => assert.fail('no such folder') };
  const { deliveries, trouble } = route(group([alert({ team: 'shop', severity: 'P1' })]), broken);
  assert.equal(trouble, 'no such folder');
  assert.deepEqual(
    deliveries.map(({ system, runbook, severity }) => ({ system, runbook, severity })),
    [{ system: 'unknown', runbook: 'generalIncident', severity: 'P1' }],
  );
});

test('the alerts of one message go to several places, each in one delivery under the message’s group', () => {
  const alerts = [alert({ team: 'shop', n: '1' }), alert({ team: 'bank' }), alert({ team: 'shop', n: '2' })];
  const { deliveries } = route(group(alerts), catalogueOf(shop, bank));
  assert.deepEqual(
    deliveries.map(({ workflowId, alerts: placed }) => [workflowId, placed.length]),
    [
      [incidentWorkflowId('shop', 'generalIncident', 'the group'), 2],
      [incidentWorkflowId('bank', 'generalIncident', 'the group'), 1],
    ],
  );
  assert.deepEqual(
    deliveries.map((delivery) => delivery.group),
    ['the group', 'the group'],
  );
});

test('a very long group key is carried as its hash, and the workflow id is of what is carried', () => {
  const { deliveries } = route(group([alert({})], { groupKey: 'k'.repeat(5_000) }), catalogueOf());
  assert.match(deliveries[0]?.group ?? '', /^sha256:[0-9a-f]{64}$/);
  assert.equal(
    deliveries[0]?.workflowId,
    incidentWorkflowId('unknown', 'generalIncident', deliveries[0]?.group ?? ''),
  );
});

describe('the severity', () => {
  const cases: [name: string, alerts: Alert[], severity: string | undefined][] = [
    ["the route's, over the label's", [alert({ team: 'bank', severity: 'P0' })], 'P2'],
    ["the label's, if it is one of ours", [alert({ team: 'shop', severity: 'p3' })], 'P3'],
    ["the label's, if it is the system's own", [alert({ team: 'shop', severity: 'Sev 1' })], 'P0'],
    [
      'none, if the label is in words of somebody else',
      [alert({ team: 'shop', severity: 'critical' })],
      undefined,
    ],
    ['none without a label', [alert({ team: 'shop' })], undefined],
    [
      'the worst of those that fire',
      [
        alert({ team: 'shop', severity: 'P2' }),
        alert({ team: 'shop', severity: 'P1' }),
        alert({ team: 'shop', severity: 'P0' }, { status: 'resolved' }),
      ],
      'P1',
    ],
  ];
  for (const [name, alerts, severity] of cases) {
    test(name, () =>
      assert.equal(route(group(alerts), catalogueOf(shop, bank)).deliveries[0]?.severity, severity),
    );
  }
});

describe('the summary', () => {
  const two = [
    alert({}, { status: 'resolved', summary: 'is over' }),
    alert({}, { name: 'Down', summary: 'is down' }),
  ];
  const cases: [name: string, group: AlertGroup, summary: string][] = [
    ['what the alerts have in common', group(two, { summary: 'shop is down' }), 'shop is down'],
    ['else the first that fires', group(two), 'is down'],
    ['else its name', group([alert({}, { name: 'Down' })]), 'Down'],
    ['how many are missing', group(two, { truncated: 12 }), 'is down (and 12 more not in the message)'],
    ['cut when long', group(two, { summary: 'x'.repeat(3_000) }), `${'x'.repeat(499)}…`],
  ];
  for (const [name, given, summary] of cases) {
    test(name, () => assert.equal(route(given, catalogueOf()).deliveries[0]?.summary, summary));
  }
});

test('alerts of a system in shadow mode go to places of their own', () => {
  const file = (system: string) => (system === 'shop' ? { mode: 'shadow' } : {});
  const catalogue = { ...catalogueOf(shop, bank), file } as unknown as Catalogue;
  const { deliveries } = route(group([alert({ team: 'shop' }), alert({ team: 'bank' })]), catalogue);
  assert.deepEqual(
    deliveries.map(({ workflowId }) => workflowId),
    [
      incidentWorkflowId('shop', 'generalIncident', 'the group', 'shadow'),
      incidentWorkflowId('bank', 'generalIncident', 'the group'),
    ],
  );
});
