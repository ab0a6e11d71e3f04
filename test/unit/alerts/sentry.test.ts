import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readSentry } from '../../../client/alerts/sentry.ts';
import type { Alert } from '../../../workflows/contract/input.ts';

const sentAt = '2026-11-21T22:00:00.000Z';
const sample = (name: string) =>
  readFileSync(new URL(`../../samples/sentry-${name}.json`, import.meta.url), 'utf8');
const changed = (name: string, change: (body: { action: string; data: object }) => void) => {
  const body = JSON.parse(sample(name));
  change(body);
  return JSON.stringify(body);
};

function alertOf(body: string, resource?: string): Alert {
  const read = readSentry(body, { sentAt, ...(resource ? { resource } : {}) });
  assert.ok('group' in read, JSON.stringify(read));
  const [alert, ...others] = read.group.alerts;
  assert.ok(alert && others.length === 0);
  assert.equal(read.group.groupKey, alert.fingerprint);
  return alert;
}

test('an issue alert is an alert by the id of its issue, with level, project, rule and tags as labels', () => {
  const alert = alertOf(sample('event-alert'), 'event_alert');
  assert.deepEqual(alert, {
    fingerprint: 'sentry-issue-1117540176',
    status: 'firing',
    name: 'ReferenceError: heck is not defined',
    summary: 'ReferenceError: heck is not defined (checkout/pay)',
    labels: {
      alertname: 'ReferenceError: heck is not defined',
      sender: 'sentry',
      level: 'error',
      project: 'shop',
      rule: 'Very Important Alert Rule!',
      browser: 'Chrome 75.0.3770',
      service: 'checkout',
    },
    annotations: { summary: 'ReferenceError: heck is not defined (checkout/pay)' },
    startsAt: '2026-11-21T21:06:17.403Z',
    generatorUrl:
      'https://sentry.io/organizations/test-org/issues/1117540176/events/e4874d664c3540c1a32eab185f12c5ab/',
  });
});

test('a tag changes none of the labels that Mayday makes', () => {
  const body = changed('event-alert', ({ data }) => {
    const { event } = data as { event: { tags: string[][] } };
    event.tags = [
      ['sender', 'somebody'],
      ['level', 'info'],
      ['project', 'other'],
    ];
  });
  const { labels } = alertOf(body, 'event_alert');
  assert.deepEqual([labels.sender, labels.level, labels.project], ['sentry', 'error', 'shop']);
});

test('an issue that is resolved resolves what its events began', () => {
  const firing = alertOf(sample('event-alert'), 'event_alert');
  const resolved = alertOf(sample('issue-resolved'), 'issue');
  assert.equal(resolved.status, 'resolved');
  assert.equal(resolved.fingerprint, firing.fingerprint);
  assert.ok(resolved.startsAt >= firing.startsAt);
  assert.equal(resolved.labels.project, firing.labels.project);
});

test('an issue fires when it is created or comes back; assigned or archived it is no news', () => {
  const as = (action: string) =>
    changed('issue-resolved', (body) => {
      body.action = action;
    });
  assert.equal(alertOf(as('created'), 'issue').status, 'firing');
  assert.equal(alertOf(as('unresolved'), 'issue').status, 'firing');
  for (const action of ['assigned', 'archived', 'ignored'])
    assert.ok('nothing' in readSentry(as(action), { resource: 'issue', sentAt }));
});

test('a metric alert is one alert from critical to resolved', () => {
  const critical = alertOf(sample('metric-critical'), 'metric_alert');
  const resolved = alertOf(sample('metric-resolved'), 'metric_alert');
  assert.deepEqual(
    { name: critical.name, labels: critical.labels, startsAt: critical.startsAt },
    {
      name: 'Too many errors',
      labels: {
        alertname: 'Too many errors',
        sender: 'sentry',
        level: 'critical',
        project: 'shop',
        rule: 'Too many errors',
      },
      startsAt: '2026-11-21T21:25:18.360Z',
    },
  );
  assert.match(critical.summary, /^Critical: Too many errors: 1000 events in the last 10 minutes/);
  assert.deepEqual(
    [resolved.status, resolved.fingerprint, resolved.startsAt],
    ['resolved', critical.fingerprint, critical.startsAt],
  );
});

test('the resource is told from the body where no header says it', () => {
  for (const [name, resource] of [
    ['event-alert', 'event_alert'],
    ['issue-resolved', 'issue'],
    ['metric-critical', 'metric_alert'],
    ['installation', 'installation'],
  ] as const)
    assert.deepEqual(
      readSentry(sample(name), { sentAt }),
      readSentry(sample(name), { sentAt, resource }),
      name,
    );
});

test('what tells of the integration itself is no alert', () => {
  for (const resource of ['installation', 'comment'])
    assert.ok('nothing' in readSentry(sample('installation'), { resource, sentAt }));
});

describe('what is not understood says what', () => {
  const cases: [name: string, body: string, resource: string | undefined, says: RegExp][] = [
    ['no JSON', '{', 'issue', /^The body is not JSON/],
    ['another resource', '{}', 'preprod_artifact', /found "preprod_artifact"; expected one of event_alert/],
    ['a resource of JavaScript', '{}', 'constructor', /found "constructor"; expected one of/],
    ['nothing that tells', '{"data":null}', undefined, /found "nothing"; expected one of/],
    ['null', 'null', undefined, /found "nothing"/],
    ['an issue without its title', '{"action":"created","data":{"issue":{"id":1}}}', 'issue', /title: found/],
    ['an action nobody knows', '{"action":"danced","data":{}}', 'metric_alert', /^action: found "danced"/],
  ];
  for (const [name, body, resource, says] of cases) {
    test(name, () => {
      const read = readSentry(body, { sentAt, ...(resource ? { resource } : {}) });
      assert.ok('because' in read);
      assert.match(read.because, says);
    });
  }
});
