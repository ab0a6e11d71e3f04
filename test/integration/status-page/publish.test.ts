import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import type { Access } from '../../../activities/mitigations/actions.ts';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { comparePlan } from '../../../activities/mitigations/compare-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { rehearsePlan } from '../../../activities/mitigations/rehearse-plan.ts';
import { statusPages } from '../../../activities/status-page/pages.ts';
import type { PlanParameters } from '../../../workflows/contract/plans.ts';
import type { PublicStatus, PublishStatus } from '../../../workflows/contract/status-page.ts';
import { deps, order } from '../postgres/approval.ts';
import { attempt } from '../postgres/world.ts';
import { PageStandIn, pageId, token } from './page-stand-in.ts';

const reference = `$${'{PAGE_TOKEN}'}`;
const keyId = '3c7f0000-0000-4000-8000-000000000001';

describe('telling the public', () => {
  let page: PageStandIn;
  beforeEach(async () => {
    page = await PageStandIn.start();
  });
  afterEach(() => page.stop());

  const resolve = (text: string) => text.replaceAll(reference, token);
  /** A worker's own: it counts the seconds between its requests. */
  const newAccess = () => ({ statusPages: statusPages(resolve) }) as unknown as Access;
  let access = newAccess();
  beforeEach(() => {
    access = newAccess();
  });

  const mitigation = (
    status: PublicStatus,
    own = false,
    change: Partial<PublishStatus> = {},
  ): PublishStatus => ({
    name: 'tellPublic',
    title: 'Tell the public',
    action: 'statusPage.publish',
    risk: 'disruptive',
    target: {
      id: 'publicPage',
      kind: 'statusPage',
      bearer: reference,
      ...(own ? { url: `${page.url}/api/incidents` } : { url: `${page.url}/v1`, page: pageId }),
    },
    heading: 'API Issues',
    status,
    message: 'We are looking into it.',
    impact: 'major',
    components: { c1: 'partial_outage' },
    asks: [],
    temporary: false,
    ...change,
  });

  const plan = (what: PublishStatus, parameters: PlanParameters = {}) =>
    attempt().run(planMitigation(access), { mitigation: what, parameters, keyId });

  async function approved(what: PublishStatus, parameters: PlanParameters = {}) {
    const proposal = await plan(what, parameters);
    assert.ok(proposal);
    return order(what, proposal, {}, parameters);
  }

  const apply = (given: Awaited<ReturnType<typeof approved>>, number = 1) =>
    attempt({ number }).run(applyPlan(deps, access), given);

  test('a plan shows the very text, and that it cannot be taken back; nothing is written', async () => {
    const proposal = await plan(mitigation('investigating'));
    assert.deepEqual(proposal?.preview, [
      `POST ${page.url}/v1/pages/${pageId}/incidents`,
      'name: API Issues',
      'status: investigating',
      'impact: major',
      'component c1: partial_outage',
      'We are looking into it.',
    ]);
    assert.equal(proposal.undo, null);
    assert.match(proposal.observed, /says nothing of this incident/);
    assert.deepEqual(page.writes, []);
    assert.doesNotMatch(JSON.stringify(proposal), /canary/);
  });

  test('an incident is one on the page: opened, changed, resolved, and then not there any more', async () => {
    const told = await apply(await approved(mitigation('investigating')));
    assert.match(told.effects[0]?.says ?? '', /says investigating as incident i1$/);
    const [opened] = page.incidents.values();
    assert.deepEqual(
      [opened.name, opened.body, opened.impact_override, opened.components, opened.metadata.mayday.incident],
      ['API Issues', 'We are looking into it.', 'major', { c1: 'partial_outage' }, keyId],
    );
    const asked = { message: 'A database was full.' };
    const cause = mitigation('identified', false, { message: undefined });
    assert.match((await plan(cause, asked))?.observed ?? '', /has this incident as investigating \(i1\)/);
    await apply(await approved(cause, asked));
    await apply(await approved(mitigation('resolved')));
    assert.deepEqual(page.writes, [
      `POST /v1/pages/${pageId}/incidents`,
      `PATCH /v1/pages/${pageId}/incidents/i1`,
      `PATCH /v1/pages/${pageId}/incidents/i1`,
    ]);
    assert.deepEqual([page.incidents.size, page.incidents.get('i1').status], [1, 'resolved']);
    assert.equal(await plan(mitigation('resolved')), null);
  });

  test('an answer that was lost is found by its mark: the public is told once', async () => {
    for (const status of ['investigating', 'resolved'] as const) {
      const given = await approved(mitigation(status));
      page.fault = (method) => (method === 'GET' ? undefined : 'done, and the answer is lost');
      await assert.rejects(apply(given), /cannot be reached/);
      page.fault = undefined;
      const again = await apply(given, 2);
      assert.match(again.effects[0]?.says ?? '', /by an attempt before this one/);
    }
    assert.equal(page.writes.length, 2);
  });

  test('somebody else has changed the page since the plan: nothing is written', async () => {
    await apply(await approved(mitigation('investigating')));
    const given = await approved(mitigation('monitoring'));
    page.incidents.get('i1').status = 'identified';
    const moved = await attempt().run(comparePlan(access), given);
    assert.deepEqual(moved, [
      `incident i1 on status page publicPage (${page.url}) was investigating, and is identified (i1) now`,
    ]);
    const refused = await apply(given);
    assert.equal(refused.outcome, 'refused');
    assert.equal(page.writes.length, 1);
  });

  test('a token that may not write, and a text that is refused, are said without the token', async () => {
    for (const [status, says] of [
      [401, /answers 401.*Give the worker a token/],
      [422, /answers 422/],
    ] as const) {
      const given = await approved(mitigation('investigating'));
      page.fault = (method) => (method === 'GET' ? undefined : { status });
      const refused = await apply(given);
      page.fault = undefined;
      assert.equal(refused.outcome, 'refused');
      const because = refused.outcome === 'refused' ? refused.because : '';
      assert.match(because, says);
      assert.doesNotMatch(because, /canary/);
    }
    assert.equal(page.incidents.size, 0);
  });

  test('a page that wants to be left alone is asked again when it says', async () => {
    page.fault = () => ({ status: 420, retryAfter: 7 });
    await assert.rejects(plan(mitigation('investigating')), {
      type: 'RateLimited',
      nextRetryDelay: 7_000,
    });
  });

  test('requests of one token are a second apart', async () => {
    const all = await Promise.all([plan(mitigation('investigating')), plan(mitigation('identified'))]);
    assert.ok(all.every((proposal) => proposal !== null));
  });

  test('a dry run says the text and writes nothing', async () => {
    const { mitigation: what, plan: made } = await approved(mitigation('investigating'));
    const said = await attempt().run(rehearsePlan(access), { mitigation: what, plan: made });
    assert.deepEqual(said, {
      outcome: 'would apply',
      says: [`a new incident on status page publicPage (${page.url}): would say "We are looking into it."`],
    });
    assert.deepEqual(page.writes, []);
  });

  describe('on a page that cannot be searched', () => {
    const incident = (id: string) => ({ incident: id });
    const withId = { asks: [{ name: 'incident', question: 'Which?', kind: 'text' as const }] };

    test('the id that it answers is said, and with it the incident is resolved', async () => {
      const told = await apply(await approved(mitigation('investigating', true)));
      assert.match(told.effects[0]?.says ?? '', /as incident i1$/);
      assert.deepEqual(page.calls.at(-1)?.body, {
        name: 'API Issues',
        status: 'investigating',
        message: 'We are looking into it.',
      });
      await apply(await approved(mitigation('resolved', true, withId), incident('i1')));
      assert.deepEqual(page.calls.at(-1)?.body, { status: 'resolved', message: 'We are looking into it.' });
      assert.deepEqual(page.writes, ['POST /api/incidents', 'PATCH /api/incidents/i1']);
    });

    test('whose answer is lost it is told no second time: a person looks', async () => {
      const given = await approved(mitigation('investigating', true));
      page.fault = () => 'done, and the answer is lost';
      await assert.rejects(apply(given), { nonRetryable: true, message: /Whether it was told is not known/ });
      await assert.rejects(apply(given, 2), { nonRetryable: true, message: /look at the page/ });
      assert.equal(page.incidents.size, 1);
    });

    test('a refusal is one: nothing was told, and the plan can be made anew', async () => {
      const given = await approved(mitigation('resolved', true, withId), incident('i9'));
      const refused = await apply(given);
      assert.match(refused.outcome === 'refused' ? refused.because : '', /answers 404/);
    });

    test('an id that would lead elsewhere on the server is refused', async () => {
      for (const id of ['../admin', 'a/b', '', 'i1?x=1']) {
        await assert.rejects(
          plan(mitigation('resolved', true, withId), incident(id)),
          /is no id of a status page/,
        );
      }
      assert.deepEqual(page.calls, []);
    });
  });

  test('a message that is empty or too long is refused before anybody is asked', async () => {
    for (const message of [' ', 'x'.repeat(25_001)]) {
      await assert.rejects(plan(mitigation('investigating', false, { message })), /write 1 to 25000/);
    }
  });
});
