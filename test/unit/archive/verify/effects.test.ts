import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { temporal } from '@temporalio/proto';
import { effects } from '../../../../archive/verify/effects.ts';
import { newKeyPair } from '../../../../client/keys/private-key.ts';
import { signDecision } from '../../../../client/keys/sign.ts';
import { type Decision, type Plan, planHash } from '../../../../workflows/contract/plans.ts';
import { changes, coursesOf, type KnownKeys, unapprovedEffects } from '../../../harness/approved-effects.ts';

type History = temporal.api.history.v1.IHistory;
type Event = temporal.api.history.v1.IHistoryEvent;

const keys = { alice: newKeyPair(), carol: newKeyPair(), eve: newKeyPair() };
type Name = keyof typeof keys;
const known: KnownKeys = {
  keys: () => ({
    people: new Map(Object.entries(keys).map(([name, { publicKey }]) => [name, [publicKey]])),
    gateways: [],
  }),
  now: () => ({
    approvers: () => ['alice', 'carol'],
    unverifiedUpTo: 'observe',
    byItself: ['reversible'],
    publicByItself: false,
  }),
};

const targets = [{ id: 'pid 101', title: 'session 101', state: { pid: 101, start: 'then' } }];
const mitigation = { name: 'endIdle', risk: 'disruptive' as Plan['risk'] };

function planOf(risk: Plan['risk'], change: Partial<Plan> = {}): Partial<Plan> {
  const needs = risk === 'destructive' ? 2 : 1;
  return {
    id: 1,
    hash: planHash('endIdle', 1, targets),
    mitigation: 'endIdle',
    round: 1,
    risk,
    needs,
    targets,
    expiresAt: '2026-01-31T12:30:00Z',
    ...change,
  };
}

function approvalOf(name: Name, change: Partial<Decision> = {}, by: Name = name): Decision {
  return signDecision(keys[by].privateKeyPem, {
    incident: 'key-1',
    plan: 1,
    hash: planHash('endIdle', 1, targets),
    decision: 'approve',
    actor: name,
    door: 'cli',
    at: '2026-01-31T12:00:00Z',
    reason: 'it is needed',
    ...change,
  });
}

const encoding = Buffer.from('json/plain');
const json = (value: unknown) => ({
  payloads: [{ metadata: { encoding }, data: Buffer.from(JSON.stringify(value)) }],
});

const started = (input: object = {}): Event => ({
  workflowExecutionStartedEventAttributes: {
    firstExecutionRunId: 'key-1',
    input: json(input),
    ...('carried' in input && { continuedExecutionRunId: 'before' }),
  },
});

const signal = ({ actor, plan, hash, at, reason, breakGlass, signature }: Decision): Event => ({
  workflowExecutionSignaledEventAttributes: {
    signalName: 'approve',
    input: json({ plan, hash, at, reason, breakGlass, signature, by: { name: actor, door: 'cli' } }),
  },
});

const judged = (decision: Decision, holds = true): Event[] => [
  {
    activityTaskScheduledEventAttributes: {
      activityType: { name: 'verifyDecision' },
      input: json({ decision }),
    },
  },
  { activityTaskCompletedEventAttributes: { result: json({ holds }) } },
];

const effect = (
  risk: Plan['risk'],
  approvals: Decision[],
  change: Partial<Plan> = {},
  asOf?: string,
): Event => ({
  activityTaskScheduledEventAttributes: {
    activityType: { name: 'applyPlan' },
    input: json({
      system: 'demo',
      keyId: 'key-1',
      mitigation: { ...mitigation, risk },
      plan: planOf(risk, change),
      approvals: approvals.map((decision) => ({ decision, asOf: asOf ?? decision.at })),
    }),
  },
});

/** Numbers the events; what was judged follows the question before it. */
function historyOf(...events: Event[]): History {
  const numbered = events.map((event, i) => ({ ...event, eventId: i + 1 }) as unknown as Event);
  for (const [i, { activityTaskCompletedEventAttributes: done }] of numbered.entries()) {
    if (done) Object.assign(done, { scheduledEventId: i });
  }
  return { events: numbered };
}

/** One approval or more came in, held, and the plan was carried out with them. */
const whole = (risk: Plan['risk'], ...approvals: Decision[]) =>
  historyOf(started(), ...approvals.flatMap((one) => [signal(one), ...judged(one)]), effect(risk, approvals));

describe('An effect in a history', () => {
  const alice = approvalOf('alice');
  const carol = approvalOf('carol');
  const alone = approvalOf('alice', { breakGlass: true });

  test('is approved by one, by two where it destroys, by one who goes alone, and over a continue-as-new', () => {
    const first = historyOf(started(), signal(alice), ...judged(alice));
    const carried = { carried: { keyId: 'key-1' } };
    const then = historyOf(
      started(carried),
      signal(carol),
      ...judged(carol),
      effect('destructive', [alice, carol]),
    );
    const good: History[][] = [
      [whole('disruptive', alice)],
      [whole('destructive', alice, carol)],
      [whole('destructive', alone)],
      [first, then],
      [historyOf(started(), effect('reversible', [], { needs: 0 }))],
    ];
    for (const histories of good) assert.deepEqual(unapprovedEffects(histories, known), []);
  });

  const moved = [{ id: 'pid 102', title: 'session 101', state: { pid: 102, start: 'then' } }];
  const unsigned: Decision = { ...alice, signature: undefined };
  const bad: [name: string, history: History, fault: RegExp][] = [
    ['no approval at all', whole('disruptive'), /0 approved it/],
    [
      'the signal was dropped',
      historyOf(started(), ...judged(alice), effect('disruptive', [alice])),
      /no signal of alice/,
    ],
    [
      'the signal came after it',
      historyOf(started(), ...judged(alice), effect('disruptive', [alice]), signal(alice)),
      /no signal of alice/,
    ],
    [
      'the judge was not asked',
      historyOf(started(), signal(alice), effect('disruptive', [alice])),
      /nobody judged/,
    ],
    [
      'the judge said no',
      historyOf(started(), signal(alice), ...judged(alice, false), effect('disruptive', [alice])),
      /nobody judged/,
    ],
    ['one of two', whole('destructive', alice), /1 approved it/],
    [
      'the same person twice',
      whole('destructive', alice, approvalOf('alice', { at: '2026-01-31T12:00:09Z' })),
      /1 approved it/,
    ],
    [
      'another has signed',
      whole('disruptive', approvalOf('alice', {}, 'eve')),
      /the signature is not by alice/,
    ],
    ['altered', whole('disruptive', { ...alice, reason: 'another' }), /the signature is not by alice/],
    ['nobody has signed', whole('disruptive', unsigned), /alice did not sign/],
    [
      'another plan',
      whole('disruptive', approvalOf('alice', { hash: 'b'.repeat(64) })),
      /alice approved another plan/,
    ],
    [
      'another incident',
      whole('disruptive', approvalOf('alice', { incident: 'key-2' })),
      /in another incident/,
    ],
    [
      'a rejection',
      whole('disruptive', approvalOf('alice', { decision: 'reject' })),
      /alice did not approve/,
    ],
    [
      'no reason to destroy',
      whole('destructive', approvalOf('alice', { reason: undefined }), carol),
      /alice gave no reason/,
    ],
    [
      'other targets under the same hash',
      historyOf(
        started(),
        signal(alice),
        ...judged(alice),
        effect('disruptive', [alice], { targets: moved }),
      ),
      /its hash is not that of what would be changed/,
    ],
    [
      'a risk that is written down as less',
      historyOf(started(), effect('destructive', [], { risk: 'reversible' })),
      /0 approved it/,
    ],
    [
      'the number of approvers written down as less',
      historyOf(started(), signal(alice), ...judged(alice), effect('destructive', [alice], { needs: 1 })),
      /1 approved it/,
    ],
    [
      'what runs by itself by no policy',
      historyOf(started(), effect('observe', [], { needs: 0, risk: 'observe' })),
      /0 approved it, and it takes 1/,
    ],
    ['somebody who may not', whole('disruptive', approvalOf('eve')), /eve was no approver of it/],
    [
      'a decision that was old when it counted',
      historyOf(
        started(),
        signal(alice),
        ...judged(alice),
        effect('disruptive', [alice], {}, '2026-01-31T12:06:00Z'),
      ),
      /more than 5 minutes old/,
    ],
    [
      'a plan that had expired',
      historyOf(
        started(),
        signal(alice),
        ...judged(alice),
        effect('disruptive', [alice], { expiresAt: '2026-01-31T11:59:59Z' }),
      ),
      /the plan had expired when alice approved it/,
    ],
    [
      'an order that is none',
      historyOf(started(), {
        activityTaskScheduledEventAttributes: {
          activityType: { name: 'applyPlan' },
          input: json({ plan: 'any' }),
        },
      }),
      /something that no such order has/,
    ],
    [
      'going alone is said by the order only',
      historyOf(
        started(),
        signal(alice),
        ...judged(alice),
        effect('destructive', [{ ...alice, breakGlass: true }]),
      ),
      /no signal of alice.*|the signature is not by alice/,
    ],
  ];
  for (const [name, history, fault] of bad) {
    test(`is found: ${name}`, () => {
      assert.match(unapprovedEffects([history], known).join('\n'), fault);
    });
  }

  test('is no fault where the keys are not known, and that is said', () => {
    const [course] = coursesOf([whole('disruptive', alice)]);
    assert.ok(course);
    const { faults, unjudged } = effects.judge(course);
    assert.deepEqual(faults, []);
    assert.match(unjudged.join(), /no public key of alice is known here/);
    assert.match(unjudged.join(), /who might approve is not known/);
  });

  test('is ordered by one activity only', () => {
    const names = Object.entries(changes).flatMap(([name, changing]) => (changing ? name : []));
    assert.deepEqual(names, ['applyPlan']);
  });

  test('is found: in an incident of another key', () => {
    const { events } = whole('disruptive', alice);
    const [first] = events ?? [];
    Object.assign(first?.workflowExecutionStartedEventAttributes ?? {}, { firstExecutionRunId: 'key-2' });
    assert.match(unapprovedEffects([{ events }], known).join(), /the order is for another incident/);
  });
});
