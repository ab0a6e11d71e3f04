import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readGrafana } from '../../../client/alerts/grafana.ts';

const sample = readFileSync(new URL('../../samples/grafana-firing.json', import.meta.url), 'utf8');

test('alerts of Grafana have its links and values as annotations, without passwords', () => {
  const read = readGrafana(sample);
  assert.ok(read.understood);
  const { groupKey, truncated, alerts } = read.group;
  assert.deepEqual({ groupKey, truncated }, { groupKey: '{}/{team="shop"}:{}', truncated: 0 });
  const [firing, resolved] = alerts;
  assert.equal(firing?.name, 'High memory usage');
  assert.equal(firing?.endsAt, undefined, 'while it fires, its end is the zero time');
  assert.equal(firing?.annotations.dashboardURL, 'https://grafana.example.test/d/dYdYdY');
  assert.equal(firing?.annotations.panelURL, 'https://grafana.example.test/d/dYdYdY?viewPanel=7');
  assert.match(firing?.annotations.valueString ?? '', /value=14151/);
  assert.equal(firing?.annotations.summary, 'This alert was triggered for zone us-1');
  assert.deepEqual(
    { status: resolved?.status, endsAt: resolved?.endsAt, annotations: resolved?.annotations },
    {
      status: 'resolved',
      endsAt: '2026-11-21T09:56:03.157076+02:00',
      annotations: {
        silenceURL: 'https://grafana.example.test/alerting/silence/new',
        summary: 'This alert was triggered for zone eu-1',
      },
    },
  );
});

test('what is no message of Grafana is said to be none', () => {
  const wrong: [body: unknown, says: RegExp][] = [
    ['', /^The body is not JSON \(it is empty\): it takes what a webhook contact point of Grafana sends\.$/],
    ['{}', /^groupKey: found nothing; expected the text by which Grafana knows the group\./],
    ['{"groupKey":"k","alerts":[{"status":"alerting"}]}', /^alerts\[0\]\.status: found "alerting"/],
  ];
  for (const [body, says] of wrong) {
    const read = readGrafana(String(body));
    assert.ok(!read.understood);
    assert.match(read.because, says);
  }
});
