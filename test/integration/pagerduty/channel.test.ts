import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import type { Channel } from '../../../activities/dependencies.ts';
import { pagerDutyChannel } from '../../../activities/pagerduty/pager-duty-channel.ts';
import type { Notice } from '../../../workflows/contract/notices.ts';
import { readDedupKey } from '../../../workflows/contract/pager-duty.ts';
import { PagerDutyStandIn, routingKey } from '../../harness/pager-duty.ts';
import { notice, planned } from '../../harness/slack-notices.ts';

const catalogue = {
  file: () =>
    ({
      links: { dashboards: { Shop: 'https://grafana.example/d/shop' }, logs: { Here: 'no url' } },
    }) as never,
};

describe('the channel pagerDuty', () => {
  let pagerDuty: PagerDutyStandIn;
  beforeEach(async () => {
    pagerDuty = await PagerDutyStandIn.start();
  });
  afterEach(() => pagerDuty.stop());

  /** As a worker that has just started has it: without memory. */
  function channel(key = routingKey): Channel {
    return pagerDutyChannel({ routingKey: () => key, url: () => pagerDuty.url, catalogue });
  }

  async function says(failing: Promise<unknown>): Promise<ApplicationFailure> {
    const error = await failing.then(
      () => assert.fail('it was said'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof ApplicationFailure, String(error));
    return error;
  }

  const page = notice('page', 'p1', 1, {
    about: 'paged',
    people: ['alice'],
    text: 'on-call: alice is paged',
  });
  const second = notice('page', 'p2', 60, {
    about: 'paged',
    people: ['bob'],
    text: 'secondary: bob is paged',
  });
  const woke = ['p1', 'p2'];
  const acknowledged = notice('update', 'a1', 90, {
    about: 'acknowledged',
    acknowledgedBy: 'alice (cli)',
    woke,
  });
  const resolved = notice('resolved', 'r1', 120, { about: 'resolved', phase: 'resolved', woke });
  const ask = notice('ask', 'q1', 30, { about: 'planned', plan: planned, insteadOf: 'slack' });
  const approved = notice('update', 'q2', 40, {
    about: 'approved',
    acknowledgedBy: 'alice (cli)',
    plan: { ...planned, status: 'approved' },
    woke: ['p1'],
  });
  const statuses = () => [...pagerDuty.alerts.values()].map(({ status }) => status);

  test('each step of a ladder is an alert of its own that wakes once and leads back to its run', async () => {
    await channel().say(page, second);
    assert.deepEqual(
      [...pagerDuty.alerts.values()].map(({ woken }) => woken),
      [1, 1],
    );
    const [key = ''] = pagerDuty.alerts.keys();
    const { keyId, workflowId } = page;
    assert.deepEqual(readDedupKey(key), { keyId, workflowId, alert: 'p1' });
    const [alert] = pagerDuty.of('on-call');
    const { payload, links } = alert?.event ?? {};
    assert.equal(payload.severity, 'critical');
    assert.equal(payload.timestamp, page.at);
    assert.deepEqual(links, [{ href: 'https://grafana.example/d/shop', text: 'Shop' }]);
  });

  test('severities are told in the words of PagerDuty', async () => {
    for (const [i, severity] of (['P0', 'P1', 'P2', 'P3'] as const).entries()) {
      await channel().say({ ...page, entryId: `s${i}`, severity });
    }
    const { severity: _, ...keeper } = page;
    await channel().say({ ...keeper, entryId: 's4' });
    const told = pagerDuty.events.map(({ payload }) => payload.severity);
    assert.deepEqual(told, ['critical', 'error', 'warning', 'info', 'critical']);
  });

  test('one acknowledgement counts for all alerts, and the end resolves all of them', async () => {
    await channel().say(page, second, acknowledged);
    assert.deepEqual(statuses(), ['acknowledged', 'acknowledged']);
    await channel().say(resolved);
    assert.deepEqual(statuses(), ['resolved', 'resolved']);
  });

  test('said again by a worker without memory it wakes nobody again', async () => {
    pagerDuty.dropAnswer();
    await says(channel().say(page));
    await channel().say(page);
    await channel().say(page, second);
    assert.deepEqual(
      [...pagerDuty.alerts.values()].map(({ woken }) => woken),
      [1, 1],
    );
  });

  test('a question in the stead of another channel wakes, and its answer ends that', async () => {
    const { insteadOf: _, ...own } = ask;
    await channel().say(own);
    assert.equal(pagerDuty.calls, 0, 'questions are for the channels where they can be answered');
    const line = channel();
    await line.say(ask);
    const [alert] = pagerDuty.open;
    assert.match(JSON.stringify(alert?.event.payload.custom_details), /slack cannot be reached/);
    pagerDuty.answer(503, undefined, 1);
    await says(line.say(ask, approved));
    await line.say(ask, approved);
    assert.deepEqual(
      [pagerDuty.open.length, alert?.woken],
      [0, 1],
      'tried again after its end it is not asked anew',
    );
  });

  test('what is over by the time PagerDuty can be reached wakes nobody', async () => {
    await channel().say(page, second, acknowledged, resolved);
    assert.deepEqual(pagerDuty.open, []);
    assert.ok(pagerDuty.events.every(({ event_action }) => event_action === 'resolve'));
  });

  test('a failed incident pages and is left for people to resolve', async () => {
    await channel().say(page, notice('page', 'f1', 99, { about: 'failed', phase: 'failed', woke: ['p1'] }));
    assert.equal(pagerDuty.open.length, 2);
  });

  test('it comes back when it is asked to, and tries again what may be mended', async () => {
    pagerDuty.answer(429, '7');
    const limited = await says(channel().say(page));
    assert.deepEqual(
      [limited.type, limited.nextRetryDelay, limited.nonRetryable],
      ['RateLimited', 7_000, false],
    );
    for (const status of [500, 503]) {
      pagerDuty.answer(status);
      const failure = await says(channel().say(page));
      assert.deepEqual([failure.type, failure.nonRetryable], ['TargetUnreachable', false]);
    }
    pagerDuty.down = true;
    assert.match((await says(channel().say(page))).message, /cannot be reached: \S/);
  });

  test('a wrong routing key is final, says what to do, and is never shown', async () => {
    const failure = await says(channel('wrong-key-0123456789').say(page));
    assert.deepEqual([failure.type, failure.nonRetryable], ['NotAuthorised', true]);
    assert.match(failure.message, /Invalid routing key.*integration key/);
    assert.doesNotMatch(failure.message, /wrong-key/);
  });

  test('however long it is, PagerDuty takes it', async () => {
    const long = 'ü'.repeat(30_000);
    const details = Array.from({ length: 500 }, () => long);
    const workflowId = `incident:${'x'.repeat(300)}`;
    await channel().say({ ...page, text: long, details, people: [long], system: long, workflowId });
    const [key] = pagerDuty.alerts.keys();
    assert.equal(readDedupKey(key)?.workflowId, undefined);
    assert.ok(JSON.stringify(pagerDuty.events).length < 20_000);
  });

  test('a restricted incident gives nothing away', async () => {
    const details = ['Details are restricted: mayday show INC-7K3FQ2'];
    await channel().say({ ...page, details } satisfies Notice);
    const [alert] = pagerDuty.open;
    assert.equal(alert?.event.payload.custom_details.details, details[0]);
  });
});
