import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'node:test';
import type { Access } from '../../../activities/mitigations/actions.ts';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { statusPages } from '../../../activities/status-page/pages.ts';
import type { PublishStatus } from '../../../workflows/contract/status-page.ts';
import { deps, order } from '../postgres/approval.ts';
import { attempt } from '../postgres/world.ts';

/** A status page that says "created", begins to say what, and is cut off. */
async function cutOff(t: test.TestContext, answerGet: (response: ServerResponse) => void) {
  let posted = 0;
  const server = createServer(({ method }, response) => {
    if (method === 'GET') return answerGet(response);
    posted += 1;
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': 100 });
    response.write('{"id": "i1", ', () => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, posted: () => posted };
}

async function apply(target: { url: string; page?: string }) {
  const access = { statusPages: statusPages((text) => text) } as unknown as Access;
  const mitigation: PublishStatus = {
    name: 'tellPublic',
    title: 'Tell the public',
    action: 'statusPage.publish',
    risk: 'disruptive',
    target: { id: 'public', kind: 'statusPage', bearer: 'token', ...target },
    heading: 'API Issues',
    status: 'investigating',
    message: 'We are looking into it.',
    impact: 'major',
    components: {},
    asks: [],
    temporary: false,
  };
  const keyId = '3c7f0000-0000-4000-8000-000000000001';
  const proposal = await attempt().run(planMitigation(access), { mitigation, parameters: {}, keyId });
  assert.ok(proposal);
  return await attempt().run(applyPlan(deps, access), order(mitigation, proposal));
}

test('a page that can be searched is asked again: it is neither told nor refused', async (t) => {
  const page = await cutOff(t, (response) => response.end('[]'));
  await assert.rejects(apply({ url: page.url, page: 'p1' }), {
    type: 'TargetUnreachable',
    nonRetryable: false,
    message: /^The status page public .* answers what cannot be read/,
  });
  assert.equal(page.posted(), 1);
});

test('a page that cannot be searched has said "created": it is told, and its id is not known', async (t) => {
  const page = await cutOff(t, (response) => response.end('[]'));
  const applied = await apply({ url: page.url });
  assert.equal(applied.outcome, 'applied');
  assert.deepEqual(
    applied.effects.map(({ outcome, made }) => [outcome, made]),
    [['done', undefined]],
  );
  assert.equal(page.posted(), 1);
});

test('a search that is cut off is asked again', async (t) => {
  const page = await cutOff(t, (response) => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('[', () => response.destroy());
  });
  await assert.rejects(apply({ url: page.url, page: 'p1' }), {
    type: 'TargetUnreachable',
    nonRetryable: false,
  });
  assert.equal(page.posted(), 0);
});
