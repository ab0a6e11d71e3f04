import fc from 'fast-check';
import type { Person } from './people.ts';

export interface Decide {
  step: 'decide';
  decision: 'approve' | 'reject';
  by: Person;
  /** `forged` = the signature of an old plan under the number of the one that waits. */
  of: 'pending' | 'old' | 'forged';
  signed: boolean;
  /** Goes alone where another approver is needed. */
  alone?: true;
}

/** One thing that happens to an incident. */
export type Step =
  | Decide
  | { step: 'message'; verb: string; message: object; hurry: boolean }
  | { step: 'outcome'; by: Person; plan: number; outcome: 'done' | 'not done' | 'again' }
  | { step: 'unreadable'; verb: string; value: unknown }
  /** An earlier message is delivered once more: the last, the one before, … */
  | { step: 'again'; back: number }
  | { step: 'alert'; status: 'firing' | 'resolved'; episode: 'new' | 'again' }
  | { step: 'pass'; seconds: number }
  /** The worker knows nothing any more but the histories. */
  | { step: 'restart' }
  | {
      step: 'world';
      change:
        | 'idle session'
        | 'session moves'
        | 'limit moves'
        | 'broken otherwise'
        | 'loses answers'
        | 'helps';
    };

/** Without objects that have no prototype, which no JSON brings. */
const record = <T>(of: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(of, { noNullPrototype: true });

const person = fc.constantFrom<Person[]>('alice', 'bob', 'carol');

function message(verb: string, more: Record<string, fc.Arbitrary<unknown>> = {}): fc.Arbitrary<Step> {
  return record({
    step: fc.constant('message' as const),
    verb: fc.constant(verb),
    message: record({ by: person, ...more }),
    hurry: fc.boolean(),
  });
}

const limit = (value: fc.Arbitrary<unknown>) =>
  message('propose', {
    mitigation: fc.constant('limitShopConnections'),
    parameters: record({ limit: value }),
  });

const messages = fc.oneof(
  message('acknowledge'),
  message('note', { text: fc.uuid(), kind: fc.constantFrom('update', 'cause', 'impact', 'action') }),
  limit(fc.integer({ min: 1, max: 50 })),
  limit(fc.constantFrom(0, -1, 'many')),
  message('propose', {
    mitigation: fc.constantFrom('terminateIdleSessions', 'limitShopConnections', 'reboot'),
  }),
  message('extend', { minutes: fc.integer({ min: 1, max: 5 }) }),
  message('undo', { plan: fc.integer({ min: 1, max: 5 }) }),
  message('skip'),
  message('takeOver'),
  message('recheck'),
  message('recheck'),
  message('runChecks'),
  message('changeSeverity', {
    severity: fc.constantFrom('P0', 'P1', 'critical', 'P3', 'P9'),
    reason: fc.constant('it looks like it'),
  }),
  message('assign', { to: fc.constantFrom('on-call', 'support', 'carol') }),
);

const decide: fc.Arbitrary<Step> = record({
  step: fc.constant('decide' as const),
  decision: fc.constantFrom('approve' as const, 'approve' as const, 'reject' as const),
  by: fc.constantFrom<Person[]>('alice', 'carol', 'alice', 'bob'),
  of: fc.constantFrom(
    'pending' as const,
    'pending' as const,
    'pending' as const,
    'old' as const,
    'forged' as const,
  ),
  signed: fc.constantFrom(true, true, true, false),
  alone: fc.constantFrom(undefined, undefined, undefined, undefined, true as const),
});

/** Words of the demo's policy, and whether what is disruptive counts as destructive. */
export interface WalkPolicy {
  policy: Record<string, string>;
  destructive: boolean;
}

export const policies: fc.Arbitrary<WalkPolicy> = record({
  policy: record({
    approvals: fc.constantFrom(
      '{ reversible: one, disruptive: one }',
      '{ reversible: none, disruptive: one }',
      '{ reversible: one, disruptive: two }',
      '{ reversible: two, disruptive: { P0: one, P1: two, P3: two } }',
    ),
    singleResponder: fc.constantFrom('true', 'false'),
    breakGlass: fc.constantFrom('true', 'true', 'false'),
  }),
  destructive: fc.constantFrom(false, false, true),
});

const outcome: fc.Arbitrary<Step> = record({
  step: fc.constant('outcome' as const),
  by: person,
  plan: fc.integer({ min: 1, max: 4 }),
  outcome: fc.constantFrom('done' as const, 'not done' as const, 'again' as const),
});

const unreadable: fc.Arbitrary<Step> = record({
  step: fc.constant('unreadable' as const),
  verb: fc.constantFrom('note', 'approve', 'propose', 'undo', 'extend', 'outcome', 'alerts'),
  value: fc.constantFrom({}, [], 'text', 7, { id: 7, by: [] }),
});

const again: fc.Arbitrary<Step> = record({
  step: fc.constant('again' as const),
  back: fc.integer({ min: 1, max: 12 }),
});

const alert: fc.Arbitrary<Step> = record({
  step: fc.constant('alert' as const),
  status: fc.constantFrom('firing' as const, 'resolved' as const),
  episode: fc.constantFrom('new' as const, 'again' as const),
});

const pass: fc.Arbitrary<Step> = record({
  step: fc.constant('pass' as const),
  seconds: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 180 })),
});

const world: fc.Arbitrary<Step> = record({
  step: fc.constant('world' as const),
  change: fc.constantFrom(
    'idle session' as const,
    'idle session' as const,
    'session moves' as const,
    'limit moves' as const,
    'broken otherwise' as const,
    'loses answers' as const,
    'helps' as const,
  ),
});

const step = fc.oneof(
  { weight: 10, arbitrary: messages },
  { weight: 9, arbitrary: decide },
  { weight: 2, arbitrary: outcome },
  { weight: 1, arbitrary: unreadable },
  { weight: 2, arbitrary: again },
  { weight: 3, arbitrary: alert },
  { weight: 5, arbitrary: pass },
  { weight: 4, arbitrary: world },
  { weight: 2, arbitrary: fc.constant<Step>({ step: 'restart' }) },
);

const resolve = message('resolve', { as: fc.constantFrom('fixed', 'false alarm', 'duplicate') });

/** About 25 steps; only the last few may resolve. */
export const walks: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(step, { minLength: 21, maxLength: 24, size: 'max' }),
    fc.array(fc.oneof({ weight: 4, arbitrary: step }, { weight: 1, arbitrary: resolve }), {
      minLength: 2,
      maxLength: 4,
    }),
  )
  .map((parts) => parts.flat());
