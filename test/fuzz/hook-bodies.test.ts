import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AlertGroup, notUnderstood } from '../../client/alerts/alert-group.ts';
import { readAlertmanager } from '../../client/alerts/alertmanager.ts';
import { readGeneric } from '../../client/alerts/generic.ts';
import { readGrafana } from '../../client/alerts/grafana.ts';
import { alertOf, readPagerDuty } from '../../client/alerts/pager-duty.ts';
import { route } from '../../client/alerts/routing.ts';
import { readSentry } from '../../client/alerts/sentry.ts';
import { inSignals } from '../../client/alerts/signal-size.ts';
import { messageOf } from '../../client/gateway/pager-duty/message.ts';
import { hook } from '../../systems/entries/hooks.ts';
import { openCatalogue } from '../../systems/open-catalogue.ts';
import { readAlerts } from '../../workflows/incident/alert-guard.ts';
import { readNote } from '../../workflows/incident/guards.ts';
import { deploysHook, type HookBody, hookBody } from './inputs/hook-bodies.ts';
import { assertSentence, tries } from './tries.ts';

const at = new Date('2026-11-21T10:00:00Z');
const entry = hook.parse(deploysHook);
const catalogue = openCatalogue(new URL('../../systems', import.meta.url).pathname);

/** What a body says: groups of alerts, and sentences about the rest. */
function read({ sender, body }: HookBody): { groups: AlertGroup[]; says: string[] } {
  const text = body.toString('utf8');
  switch (sender) {
    case 'generic/deploys': {
      const { groups, wrong } = readGeneric(text, { name: 'deploys', entry }, at);
      return { groups, says: wrong };
    }
    case 'sentry': {
      const found = readSentry(text, { sentAt: at.toISOString() });
      if ('group' in found) return { groups: [found.group], says: [] };
      return { groups: [], says: 'because' in found ? [found.because] : [] };
    }
    case 'pagerduty': {
      const found = readPagerDuty(text);
      if (!found.understood) return { groups: [], says: [found.because] };
      const message = messageOf(found.event);
      if (message?.verb === 'note') assert.ok(readNote(message).message);
      return { groups: found.event.incident ? [alertOf(found.event, found.event.incident)] : [], says: [] };
    }
    default: {
      const found = sender === 'grafana' ? readGrafana(text) : readAlertmanager(text);
      return found.understood ? { groups: [found.group], says: [] } : { groups: [], says: [found.because] };
    }
  }
}

test('whatever a body is, it is refused with a sentence, or its incidents take every alert of it', async (context) => {
  let alerts = 0;
  await tries(context, hookBody, { enough: 2_000, show }, (input) => {
    const { groups, says } = read(input);
    for (const each of says) assertSentence(each, 600);
    const mistakes = says.map((each) => notUnderstood(input.sender, each, input.body.toString('utf8'), at));
    for (const group of [...groups, ...mistakes]) alerts += taken(group);
  });
  context.diagnostic(`${alerts} alerts were let in`);
});

const show = ({ sender, body }: HookBody) => `${sender} ${body}`;

/** How many alerts the incidents took: all of them. */
function taken(group: AlertGroup): number {
  let count = 0;
  for (const { workflowId, summary, alerts } of route(group, catalogue, at).deliveries) {
    assert.match(workflowId, /^(incident|shadow):[a-z0-9-]+:[A-Za-z]+:[0-9a-f]{12}$/);
    assert.ok(summary.trim() !== '' && summary.length <= 600, JSON.stringify(summary.slice(0, 700)));
    for (const part of inSignals(alerts)) {
      assert.ok(JSON.stringify(part).length < 250_000);
      const { message, refused } = readAlerts({ alerts: part, door: 'fuzz' });
      assert.equal(message?.alerts.length, part.length, refused);
      count += part.length;
    }
  }
  assert.equal(count, group.alerts.length, 'every alert reached an incident');
  return count;
}

test('an alert whose name or fingerprint is blank is let in under another', () => {
  const alert = { status: 'firing', startsAt: '2026-11-21T10:00:00Z', fingerprint: ' ' };
  const body = { groupKey: 'g', alerts: [{ ...alert, labels: { alertname: '\t' } }] };
  for (const sender of ['alertmanager', 'grafana'] as const) {
    const { groups } = read({ sender, body: Buffer.from(JSON.stringify(body)) });
    assert.equal(groups.map(taken)[0], 1);
  }
  const event = { issue_id: 1, title: ' ', datetime: '2026-11-21T10:00:00Z' };
  const { groups } = read({ sender: 'sentry', body: Buffer.from(JSON.stringify({ data: { event } })) });
  assert.equal(groups.map(taken)[0], 1);
});
