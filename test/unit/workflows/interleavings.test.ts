import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Fact } from '../../../workflows/contract/timeline.ts';
import { after, type IncidentState, newIncident } from '../../../workflows/incident/state.ts';
import { randomSeed, runsOr } from '../../harness/config.ts';
import { alertStories, interleaved, ladders, publicStories, stories } from '../../harness/random-facts.ts';

const at = '2026-01-01T03:12:00.000Z';
const fold = (facts: readonly Fact[], from: IncidentState = newIncident('P1')) =>
  facts.reduce((state, fact, i) => after(state, { id: `${i}`, at, fact }), from);
const picks = fc.array(fc.nat(9), { minLength: 5, maxLength: 40 });
const strands = fc.tuple(stories, publicStories, ladders, alertStories('f'), alertStories('g'));

test('in whatever order story, public, ladders and alerts come in, each comes to what it would have alone', (context) => {
  const seed = randomSeed();
  const numRuns = runsOr(2_000);
  let played = 0;
  const property = fc.property(strands, picks, ([story, publicly, ladder, f, g], order) => {
    played += 1;
    const all = fold(interleaved([story, publicly, ladder, f, g], order));
    const [alone, told, reached, firing] = [fold(story), fold(publicly), fold(ladder), fold([...f, ...g])];
    assert.deepEqual(
      [all.pending, all.approvals, all.inEffect, all.unknownOutcome],
      [alone.pending, alone.approvals, alone.inEffect, alone.unknownOutcome],
    );
    assert.equal(all.plans, alone.plans);
    assert.deepEqual(all.publicly, told.publicly);
    assert.deepEqual({ ...all.decided }, { ...alone.decided, ...told.decided });
    assert.deepEqual(
      [all.acknowledged, all.reached, all.rolesReached, all.severity, all.warned],
      [reached.acknowledged, reached.reached, reached.rolesReached, reached.severity, reached.warned],
    );
    assert.deepEqual(Object.entries(all.firing).sort(), Object.entries(firing.firing).sort());
  });
  fc.assert(property, { seed, numRuns });
  context.diagnostic(`FC_SEED=${seed}, ${played} interleavings of facts`);
});

test('after the end no fact changes anything, in whatever order they come late', () => {
  const ends = fc.constantFrom<Fact>(
    { kind: 'resolved', by: { kind: 'mayday' }, as: 'fixed', because: '' },
    { kind: 'cancelled', because: '' },
    { kind: 'failed', because: '' },
  );
  const property = fc.property(strands, picks, ends, fc.nat(60), (all, order, end, where) => {
    const facts = interleaved(all, order);
    const ended = fold([...facts.slice(0, where), end]);
    assert.equal(ended.pending, undefined);
    assert.equal(fold(facts.slice(where), ended), ended);
  });
  fc.assert(property, { seed: randomSeed(), numRuns: runsOr(1_000) });
});
