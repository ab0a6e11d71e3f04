import fc from 'fast-check';
import type { Actor } from '../../workflows/contract/people.ts';
import type { Plan } from '../../workflows/contract/plans.ts';
import type { Severity } from '../../workflows/contract/profile.ts';
import type { Fact } from '../../workflows/contract/timeline.ts';

const alice: Actor = { kind: 'person', name: 'alice', door: 'cli', verified: true };
const statuses = ['investigating', 'identified', 'monitoring'] as const;

/** What becomes of a plan that was asked for, in the order in which it can come. */
const fates = fc.constantFrom(
  'applied',
  'refused',
  'unknown, done',
  'unknown, not done',
  'rejected',
  'expired',
  'withdrawn',
);

function planOf(id: number, more: Partial<Plan> = {}): Plan {
  const plan = {
    id,
    hash: `hash ${id}`,
    mitigation: 'm',
    title: `plan ${id}`,
    risk: 'disruptive',
    needs: 1,
    targets: [],
  };
  return {
    ...plan,
    inverse: { limit: null },
    expiresAt: '2026-01-01T04:00:00.000Z',
    ...more,
  } as unknown as Plan;
}

function fateOf(id: number, fate: string): Fact[] {
  const approved: Fact = { kind: 'approved', plan: id, hash: `hash ${id}`, by: alice };
  switch (fate) {
    case 'applied':
      return [approved, { kind: 'applied', plan: id, effects: [] }];
    case 'refused':
      return [
        approved,
        { kind: 'apply refused', plan: id, because: 'it moved', difference: ['x'], effects: [] },
      ];
    case 'unknown, done':
    case 'unknown, not done': {
      const outcome = fate === 'unknown, done' ? 'done' : 'not done';
      return [
        approved,
        { kind: 'outcome unknown', plan: id, because: 'no answer' },
        { kind: 'outcome told', by: alice, plan: id, outcome },
      ];
    }
    case 'rejected':
      return [{ kind: 'rejected', plan: id, hash: `hash ${id}`, by: alice, reason: 'no' }];
    case 'expired':
      return [{ kind: 'approval expired', plan: id }];
    default:
      return [{ kind: 'plan withdrawn', plan: id, because: 'the incident has moved on' }];
  }
}

/** The story's plans, one after the other, each seen to its end. */
export const stories: fc.Arbitrary<Fact[]> = fc
  .array(fates, { minLength: 1, maxLength: 6 })
  .map((all) =>
    all.flatMap((fate, i) => [{ kind: 'planned', plan: planOf(i + 1) } as Fact, ...fateOf(i + 1, fate)]),
  );

/** Texts for the public, one after the other. */
export const publicStories: fc.Arbitrary<Fact[]> = fc
  .array(fc.tuple(fates, fc.constantFrom(...statuses)), { maxLength: 4 })
  .map((all) =>
    all.flatMap(([fate, status], i) => {
      const id = 901 + i;
      const plan = planOf(id, {
        tells: true,
        parameters: { status, phase: 'mitigating' },
        inverse: undefined,
      });
      return [{ kind: 'planned', plan } as Fact, ...fateOf(id, fate)];
    }),
  );

/** What the two ladders and a person at the severity do. */
export const ladders: fc.Arbitrary<Fact[]> = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.boolean(), fc.constantFrom<Severity>('P0', 'P1'))
  .map(([steps, acknowledges, to]) => [
    ...Array.from({ length: steps }, (_, step): Fact => {
      const role = `role ${step}`;
      return { kind: 'paged', ladder: 'response', step, role, people: [], because: '', reach: 'page' };
    }),
    ...(acknowledges ? [{ kind: 'acknowledged', by: alice } as Fact] : []),
    { kind: 'severity changed', by: alice, from: 'P1', to, label: to, reason: '' },
  ]);

/** Alerts of one fingerprint, each firing over before the next begins. */
export function alertStories(fingerprint: string): fc.Arbitrary<Fact[]> {
  return fc.tuple(fc.integer({ min: 1, max: 3 }), fc.boolean()).map(([episodes, over]) =>
    Array.from({ length: episodes * 2 - (over ? 0 : 1) }, (_, i): Fact => {
      const startsAt = `2026-01-01T03:1${Math.floor(i / 2)}:00.000Z`;
      const note = { fingerprint, name: 'Down', summary: '', startsAt };
      const [firing, resolved] = i % 2 === 0 ? [[note], []] : [[], [note]];
      return { kind: 'alerts', firing, resolved, repeated: 0 };
    }),
  );
}

/** Several stories as one, each in its own order, shuffled into each other in any way. */
export function interleaved(strands: readonly Fact[][], picks: readonly number[]): Fact[] {
  const left = strands.map((strand) => [...strand]).filter((strand) => strand.length > 0);
  const all: Fact[] = [];
  for (let i = 0; left.length > 0; i += 1) {
    const at = (picks[i % picks.length] ?? 0) % left.length;
    const next = left[at]?.shift();
    if (next) all.push(next);
    if (left[at]?.length === 0) left.splice(at, 1);
  }
  return all;
}
