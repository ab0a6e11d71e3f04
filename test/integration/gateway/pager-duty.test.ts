import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { startTemporal, type TemporalServer } from '../../../servers/temporal.ts';
import type { Route } from '../../../systems/catalogue.ts';
import { incidentWorkflowId } from '../../../workflows/contract/keys.ts';
import { dedupKey } from '../../../workflows/contract/pager-duty.ts';
import { coordinationQueue } from '../../../workflows/contract/queues.ts';
import { webhookBody, webhookHeaders, webhookSecrets } from '../../harness/pager-duty-webhooks.ts';
import { unavailable } from '../../harness/servers.ts';
import { gatewayTo, type World } from './world.ts';

const restToken = 'canary-rest-token-0123';
const fromShop: Route = {
  system: 'shop',
  runbook: 'generalIncident',
  match: { sender: 'pagerduty', service: 'Shop API' },
  catchAll: false,
};

/** A REST API of PagerDuty that knows one user and one incident. */
async function restApi(ours: string): Promise<Server> {
  const known: Record<string, unknown> = {
    '/users/PTUXL6G': { user: { id: 'PTUXL6G', email: 'Alice@Example.com', name: 'Tenex Engineer' } },
    '/incidents/PT4KHLK': { incident: { id: 'PT4KHLK', incident_key: ours } },
  };
  const server = createServer(({ url = '', headers }, response) => {
    const answer = headers.authorization === `Token token=${restToken}` ? known[url] : undefined;
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}

describe('PagerDuty posts to the gateway', { skip: await unavailable('temporal') }, () => {
  const workflowId = incidentWorkflowId('shop', 'generalIncident', 'ours');
  const place = { keyId: '0196f1d2-0000-7000-8000-000000000001', alert: 'p1', workflowId };
  const key = dedupKey(place);
  let server: TemporalServer;
  let world: World;
  let rest: Server;
  before(async () => {
    server = await startTemporal({ headless: true, tuned: true });
    rest = await restApi(key);
    const api = { token: restToken, url: `http://127.0.0.1:${(rest.address() as AddressInfo).port}` };
    world = await gatewayTo(server.address, {
      hooks: { pagerDuty: { secrets: webhookSecrets, api } },
      routes: [fromShop],
      people: { alice: { email: 'alice@example.com' } },
    });
    await world.temporal.client.workflow.start('generalIncident', {
      workflowId,
      taskQueue: coordinationQueue,
      args: [{ system: 'shop' }],
    });
  });
  after(async () => {
    await world?.close();
    rest?.close();
    await server?.stop();
  });

  const post = (body: string, headers: Record<string, string> = webhookHeaders(body)) =>
    world.send('pagerduty', body, headers);

  /** The signals on the record of our incident, newest last. */
  async function signals() {
    const { events } = await world.temporal.client.workflow.getHandle(workflowId).fetchHistory();
    return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
      signal
        ? {
            name: signal.signalName ?? '',
            message: JSON.parse(Buffer.from(signal.input?.payloads?.[0]?.data ?? []).toString('utf8')),
          }
        : [],
    );
  }

  test('whoever acknowledges our alert acknowledges the incident, as the person with that address', async () => {
    const body = webhookBody('incident.acknowledged', { key });
    const { status, ms } = await post(body, webhookHeaders(body, webhookSecrets, 'delivery-7'));
    assert.equal(status, 202);
    assert.ok(ms < 5_000);
    assert.deepEqual((await signals()).at(-1), {
      name: 'acknowledge',
      message: {
        id: 'pagerduty-delivery-7',
        incident: place.keyId,
        by: { name: 'alice', door: 'pagerduty' },
      },
    });
  });

  test('a user without such an address keeps a name that nobody takes for a person of the file', async () => {
    await post(webhookBody('incident.acknowledged', { key, user: 'PUNKNOWN' }));
    assert.equal((await signals()).at(-1)?.message.by.name, 'PagerDuty: Tenex Engineer');
  });

  test('what else happens to our alert is a note', async () => {
    const said = async (type: string, told: Parameters<typeof webhookBody>[1] = {}) => {
      const { status } = await post(webhookBody(type, { key, ...told }));
      assert.equal(status, 202, type);
      const { name, message } = (await signals()).at(-1) ?? { name: '', message: {} };
      assert.equal(name, 'note');
      return message.text as string;
    };
    assert.match(await said('incident.unacknowledged', { user: null }), /No longer acknowledged/);
    assert.match(await said('incident.reassigned'), /Reassigned in PagerDuty to Second Engineer/);
    assert.match(
      await said('incident.escalated', { user: null }),
      /Escalated in PagerDuty to Second Engineer/,
    );
    assert.match(await said('incident.priority_updated'), /priority in PagerDuty is P1 now/);
    assert.match(await said('incident.resolved'), /goes on here until it is resolved here/);
    const more = { incident: { id: 'PT4KHLK', type: 'incident_reference' }, content: 'on it' };
    assert.equal(await said('incident.annotated', { more }), 'In PagerDuty: on it');
  });

  test('what Mayday did itself comes back without a person and says nothing new', async () => {
    const before = (await signals()).length;
    for (const type of ['triggered', 'acknowledged', 'resolved']) {
      const { status, body } = await post(webhookBody(`incident.${type}`, { key, user: null }));
      assert.deepEqual([status, typeof body.nothing], [200, 'string'], type);
    }
    assert.equal((await signals()).length, before);
  });

  test('an incident that others opened there is an alert: it opens one here, and its end is evidence', async () => {
    const told = { id: 'PFOREIGN', title: 'Checkout is slow' };
    const opened = await post(webhookBody('incident.triggered', told));
    assert.equal(opened.status, 202);
    const [incident] = opened.body.incidents;
    await post(webhookBody('incident.resolved', told));
    const nothing = await post(webhookBody('incident.acknowledged', told));
    assert.equal(nothing.status, 200);
    const { type, input, signals } = await world.recorded(incident?.workflowId ?? '');
    assert.deepEqual([type, input.system, input.summary], ['generalIncident', 'shop', 'Checkout is slow']);
    assert.deepEqual(
      signals.flat().map(({ status, fingerprint }) => [status, fingerprint]),
      [
        ['firing', 'pagerduty-PFOREIGN'],
        ['resolved', 'pagerduty-PFOREIGN'],
      ],
    );
    assert.deepEqual(signals[0]?.[0]?.labels.urgency, 'high');
  });

  test('one of ours that is over by now is answered all the same', async () => {
    const gone = dedupKey({ ...place, workflowId: incidentWorkflowId('shop', 'generalIncident', 'gone') });
    const { status, body } = await post(webhookBody('incident.acknowledged', { key: gone }));
    assert.deepEqual([status, (body as unknown as { recorded: boolean }).recorded], [202, false]);
  });

  test('a signed body that is not understood opens an incident of the catch-all', async () => {
    for (const body of ['{"event":{"id":"x","event_type":"incident.triggered"}}', 'not JSON']) {
      const { status, body: answer } = await post(body);
      assert.deepEqual([status, answer.incidents.length], [202, 1]);
      assert.ok(answer.notUnderstood);
    }
  });

  test('a test event, and what is about no incident, is nothing', async () => {
    assert.equal((await post(webhookBody('pagey.ping', { user: null }))).status, 200);
  });

  test('any of its signatures by any of our secrets counts; one changed byte and none does', async () => {
    const [fresh = '', old = ''] = webhookSecrets;
    const body = webhookBody('pagey.ping', {});
    for (const secrets of [[fresh], [old], ['of somebody else', fresh]]) {
      assert.equal((await post(body, webhookHeaders(body, secrets))).status, 200);
    }
    const refusals: Record<string, string>[] = [
      webhookHeaders(body, ['of somebody else']),
      { ...webhookHeaders(body), 'x-pagerduty-signature': '' },
      {
        ...webhookHeaders(body),
        'x-pagerduty-signature': webhookHeaders(body)['x-pagerduty-signature'].replaceAll('v1=', 'v0='),
      },
    ];
    for (const headers of refusals) assert.equal((await post(body, headers)).status, 401);
    const bytes = Buffer.from(body);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 127 }), async (at, by) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ by;
        assert.equal((await post(changed.toString('latin1'), webhookHeaders(body))).status, 401);
      }),
      { numRuns: 25 },
    );
  });
});
