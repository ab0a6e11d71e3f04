import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { AlertGroup } from '../../../client/alerts/alert-group.ts';
import { readAlertmanager } from '../../../client/alerts/alertmanager.ts';

function sample(name: string): string {
  return readFileSync(new URL(`../../samples/alertmanager-${name}.json`, import.meta.url), 'utf8');
}

function understood(body: string): AlertGroup {
  const read = readAlertmanager(body);
  assert.ok(read.understood, read.understood ? '' : read.because);
  return read.group;
}

function refusal(body: unknown): string {
  const read = readAlertmanager(typeof body === 'string' ? body : JSON.stringify(body));
  assert.ok(!read.understood);
  return read.because;
}

const alert = {
  status: 'firing',
  labels: { alertname: 'A' },
  startsAt: '2026-11-21T10:21:06.347Z',
  fingerprint: 'f',
};

describe('the real messages of Alertmanager', () => {
  test('a firing group keeps its key, its alerts in order, and their labels and summaries', () => {
    const { groupKey, alerts, summary, truncated } = understood(sample('firing'));
    assert.equal(groupKey, '{}:{alertname="KubePodCrashLooping", namespace="shop"}');
    assert.equal(summary, 'Pod is crash looping.');
    assert.equal(truncated, 0);
    assert.deepEqual(
      alerts.map(({ fingerprint, status, name }) => ({ fingerprint, status, name })),
      [
        { fingerprint: '5048e0d360b487d0', status: 'firing', name: 'KubePodCrashLooping' },
        { fingerprint: '32b97a9d361c3c36', status: 'firing', name: 'KubePodCrashLooping' },
      ],
    );
    assert.equal(alerts[0]?.labels.namespace, 'shop');
    assert.equal(alerts[0]?.startsAt, '2026-11-21T10:21:06.347Z');
    assert.match(alerts[0]?.generatorUrl ?? '', /^http:\/\/vm:19090\/graph/);
  });

  test("an alert that fires has no end, although the sender writes Go's zero time", () => {
    for (const { endsAt } of understood(sample('firing')).alerts) assert.equal(endsAt, undefined);
  });

  test('a firing group may hold resolved alerts', () => {
    const { alerts } = understood(sample('partial'));
    assert.deepEqual(
      alerts.map((each) => each.status),
      ['resolved', 'firing'],
    );
    assert.equal(alerts[0]?.endsAt, '2026-11-21T10:21:11.347Z');
  });

  test('a resolved group is read as such', () => {
    assert.deepEqual(
      understood(sample('resolved')).alerts.map((each) => each.status),
      ['resolved', 'resolved'],
    );
  });
});

describe('what is tolerated', () => {
  test('unknown fields, and null where Go writes an empty map', () => {
    const { alerts } = understood(
      JSON.stringify({
        groupKey: 'k',
        news: 1,
        commonAnnotations: null,
        alerts: [{ ...alert, annotations: null, silenceURL: 'x' }],
      }),
    );
    assert.deepEqual(alerts[0]?.annotations, {});
  });

  test('an alert without a fingerprint gets the same one each time, from its labels', () => {
    const body = JSON.stringify({ groupKey: 'k', alerts: [{ ...alert, fingerprint: undefined }] });
    const [first] = understood(body).alerts;
    assert.match(first?.fingerprint ?? '', /^[0-9a-f]{16}$/);
    assert.equal(first?.fingerprint, understood(body).alerts[0]?.fingerprint);
  });

  test('no alerts at all', () => {
    assert.deepEqual(understood('{"groupKey":"k","alerts":[]}').alerts, []);
  });

  test('a summary of each alert, and how many the sender left out', () => {
    const annotations = { description: 'It is down' };
    const group = understood(
      JSON.stringify({ groupKey: 'k', truncatedAlerts: 7, alerts: [{ ...alert, annotations }] }),
    );
    assert.equal(group.truncated, 7);
    assert.equal(group.alerts[0]?.summary, 'It is down');
  });
});

describe('what is refused, each with which field, what was found and what was expected', () => {
  const cases: [name: string, body: unknown, says: RegExp][] = [
    [
      'not JSON',
      'alert!',
      /^The body is not JSON \(.+\): it takes what a webhook_config of Alertmanager sends\./,
    ],
    ['empty', '', /^The body is not JSON \(it is empty\)/],
    ['a list', [], /^the body: found a list; expected the JSON object of Alertmanager's webhook\.$/],
    ['no group key', { alerts: [] }, /^groupKey: found nothing; expected the text by which/],
    [
      'an empty group key',
      { groupKey: '', alerts: [] },
      /^groupKey: found ""; expected a text that is not empty\.$/,
    ],
    ['no alerts', { groupKey: 'k' }, /^alerts: found nothing; expected a list of alerts\.$/],
    [
      'an unknown status',
      { groupKey: 'k', alerts: [alert, { ...alert, status: 'pending' }] },
      /^alerts\[1\]\.status: found "pending"; expected "firing" or "resolved"\.$/,
    ],
    [
      'a label that is no text',
      { groupKey: 'k', alerts: [{ ...alert, labels: { pod: 3 } }] },
      /^alerts\[0\]\.labels\.pod: found 3; expected a text\.$/,
    ],
    [
      'labels that are no object',
      { groupKey: 'k', alerts: [{ ...alert, labels: 'a=b' }] },
      /^alerts\[0\]\.labels: found "a=b"; expected an object of texts\.$/,
    ],
    [
      'a start that is no time',
      { groupKey: 'k', alerts: [{ ...alert, startsAt: 'now' }] },
      /^alerts\[0\]\.startsAt: found "now"; expected an RFC 3339 time/,
    ],
    [
      'five wrong alerts',
      { groupKey: 'k', alerts: [1, 2, 3, 4, 5] },
      /^alerts\[0\]: found 1; expected an alert as an object\. .+ And 2 more\.$/,
    ],
  ];
  for (const [name, body, says] of cases) test(name, () => assert.match(refusal(body), says));
});
