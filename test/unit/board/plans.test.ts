import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Context } from '../../../client/board/incident/context.ts';
import { mitigationSection } from '../../../client/board/incident/mitigations.ts';
import { outcomesUnknown } from '../../../client/board/incident/outcomes.ts';
import { planChanges } from '../../../client/board/incident/plan-changes.ts';
import { planSection } from '../../../client/board/incident/plans.ts';
import { proposal } from '../../../client/board/incident/proposal.ts';
import type { Plan } from '../../../workflows/contract/plans.ts';
import type { Fact } from '../../../workflows/contract/timeline.ts';
import { plan, view } from '../cli/sample.ts';
import { entry, openedFact, sample } from './incident-sample.ts';

const alice = { kind: 'person', name: 'alice', door: 'board', verified: true } as const;

/** Of somebody called `name` at the system, at a gateway that can vouch. */
function context(
  pending: Plan | undefined,
  { name = 'alice', facts = [] as Fact[], ...shown }: { name?: string; facts?: Fact[]; view?: object } = {},
): Context {
  const given = sample({
    view: { pending, ...shown.view },
    timeline: [openedFact, ...facts].map((fact, i) => entry(i, fact)),
  });
  const { settings, ...parts } = given.parts;
  const vouching = { ...settings, gatewayKey: 'PEM' };
  return {
    ...given,
    name: name === '' ? undefined : name,
    parts: { ...parts, settings: vouching } as Context['parts'],
  };
}

const buttons = (page: string) => [...page.matchAll(/<button[^>]*>([^<]*)</g)].map(([, says]) => says);

describe('who may decide on a plan', () => {
  test('an approver approves or rejects; a rejection needs a reason', () => {
    const page = planSection(context(plan));
    assert.deepEqual(buttons(page), ['Approve plan 1', 'Reject plan 1']);
    const [approve = '', reject = ''] = page.split('<form').slice(1);
    assert.doesNotMatch(approve, / required/);
    assert.match(reject, /name="reason"[^>]* required/);
    for (const form of [approve, reject]) {
      assert.match(form, new RegExp(`name="hash" value="${plan.hash}"`));
      assert.match(form, /action="\/board\/incidents\/INC-7K3FQ2\/decide"/);
    }
  });

  test('somebody of the system who is no approver may reject, and reads who may approve', () => {
    const page = planSection(context(plan, { name: 'bob' }));
    assert.deepEqual(buttons(page), ['Reject plan 1']);
    assert.match(
      page,
      /bob is not an approver of this\. Ask alice \(on-call\) or carol \(incident-commander\)\./,
    );
  });

  test('who may only read sees the plan and no form', () => {
    const page = planSection(context(plan, { name: '' }));
    assert.match(page, /Demo shop does not name you/);
    assert.match(page, /10 sessions sit idle/);
    assert.doesNotMatch(page, /<form/);
  });

  test('what is destructive needs a reason, and two; one may go alone with a reason where the policy lets them', () => {
    const page = planSection(context({ ...plan, risk: 'destructive', needs: 2 }));
    assert.deepEqual(buttons(page), ['Approve plan 1', 'Reject plan 1', 'Approve alone plan 1']);
    assert.equal(page.match(/name="reason"[^>]* required/g)?.length, 3);
    assert.match(page, /0 of 2 different people/);
    assert.match(page, /everybody of this system is paged/);
  });

  test('who has approved is told who else must', () => {
    const two = { ...plan, risk: 'destructive', needs: 2 } as const;
    const page = planSection(context(two, { view: { approvedBy: ['alice'] } }));
    assert.match(page, /You have approved it, and it takes somebody else, too\. Ask carol/);
    assert.deepEqual(buttons(page), ['Reject plan 1', 'Approve alone plan 1']);
  });

  test('while changes are frozen nobody is offered to approve', () => {
    const frozen = { system: 'demo', by: 'bob', reason: 'audit', since: view.openedAt };
    const page = planSection(context(plan, { view: { frozen } }));
    assert.deepEqual(buttons(page), ['Reject plan 1']);
    assert.match(page, /frozen/);
  });
});

describe('what a plan shows', () => {
  test('its preview marks what is added and taken away by sign and element', () => {
    const preview = ['kubectl apply -f a.yaml # Deployment api:', '#   - replicas: 2', '#   + replicas: 3'];
    const page = planSection(context({ ...plan, preview }));
    assert.match(page, /<del>#\s+- replicas: 2<\/del><ins>#\s+\+ replicas: 3<\/ins>/);
  });

  test('in place of another one: why that one ended, and what is different', () => {
    const before = {
      ...plan,
      targets: [{ id: 'api', title: 'Deployment api', state: { replicas: 2 } }],
      preview: ['kubectl scale api --replicas=4'],
    };
    const now = {
      ...before,
      id: 2,
      targets: [{ id: 'api', title: 'Deployment api', state: { replicas: 3 } }],
      preview: ['kubectl scale api --replicas=6'],
    };
    const facts: Fact[] = [
      { kind: 'planned', plan: before },
      { kind: 'plan withdrawn', plan: 1, because: 'what it would change is not as it was' },
      { kind: 'planned', plan: now },
    ];
    const timeline = facts.map((fact, i) => entry(i, fact));
    assert.deepEqual(planChanges(timeline, now)?.lines, [
      { sign: '-', text: 'Deployment api: replicas 2' },
      { sign: '+', text: 'Deployment api: replicas 3' },
      { sign: '-', text: 'kubectl scale api --replicas=4' },
      { sign: '+', text: 'kubectl scale api --replicas=6' },
    ]);
    const page = planSection(context(now, { facts }));
    assert.match(page, /In place of plan 1\.<\/strong> Plan 1 is withdrawn: what it would change/);
    assert.equal(planChanges(timeline, before), undefined);
    const renamed = {
      ...before,
      id: 2,
      targets: before.targets.map((each) => ({ ...each, title: 'later' })),
    };
    assert.deepEqual(planChanges(timeline, renamed)?.lines, []);
    const other = { ...before, id: 2, targets: [{ id: 'web', title: 'Deployment web', state: {} }] };
    assert.deepEqual(planChanges(timeline, other)?.lines, [
      { sign: '-', text: 'Deployment api' },
      { sign: '+', text: 'Deployment web' },
    ]);
    const applied = [...timeline, entry(9, { kind: 'applied', plan: 1, effects: [] })];
    assert.equal(planChanges(applied, now), undefined);
  });

  test('a plan of which nobody knows what it did is asked about until somebody has told', () => {
    const unknown: Fact = { kind: 'outcome unknown', plan: 1, because: 'the answer was lost.' };
    const page = planSection(context(undefined, { facts: [{ kind: 'planned', plan }, unknown] }));
    assert.match(page, /Nobody knows what plan 1 did: End idle sessions/);
    assert.match(page, /value="not done"/);
    const told: Fact = { kind: 'outcome told', by: alice, plan: 1, outcome: 'done' };
    assert.deepEqual(outcomesUnknown([unknown, told].map((fact, i) => entry(i, fact))), []);
  });

  test('nothing that anybody wrote opens a tag', () => {
    fc.assert(
      fc.property(fc.constantFrom('<script>x</script>', '"><img src=x>', "'<b>", '</pre><i>'), (words) => {
        const hostile: Plan = {
          ...plan,
          ...{ title: words, observed: words, predicted: words, blastRadius: words, undo: words },
          ...{ preview: [words, `+ ${words}`], requestedBy: words, parameters: { [words]: words } },
          targets: [{ id: words, title: words, state: { [words]: words } }],
        };
        const facts: Fact[] = [
          { kind: 'planned', plan: { ...hostile, observed: `${words}!` } },
          { kind: 'plan withdrawn', plan: 1, because: words },
          { kind: 'outcome unknown', plan: 7, because: words },
        ];
        const page = planSection(context({ ...hostile, id: 2 }, { facts, view: { waitingFor: words } }));
        assert.ok(!page.includes(words), page);
      }),
    );
  });
});

describe('what can be done', () => {
  test('the mitigations of the runbook with what each asks, its limits and units', () => {
    const page = mitigationSection(context(undefined));
    assert.match(page, /ends at most 100 sessions that are idle/);
    assert.match(page, /name="set\.limit" required[^>]*type="number"[^>]* min="1"/);
    assert.match(page, /name="mitigation" value="limitShopConnections"/);
  });

  test('who may only read sees them, and no form', () => {
    const page = mitigationSection(context(undefined, { name: '' }));
    assert.match(page, /How many connections may the shop have/);
    assert.doesNotMatch(page, /<form/);
  });

  test('answers go to the incident as numbers where they are; an empty one is asked for', () => {
    const form = { mitigation: 'limit', once: '0', 'set.limit': '50', 'set.why': 'too many' };
    assert.deepEqual(proposal.parse(form), {
      mitigation: 'limit',
      parameters: { limit: 50, why: 'too many' },
    });
    const empty = proposal.safeParse({ ...form, 'set.limit': ' ' });
    assert.match(empty.error?.issues[0]?.message ?? '', /limit needs to know: limit/);
  });
});
