import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verify } from '../../../../archive/verify/verify.ts';
import { coursesOf } from '../../../harness/approved-effects.ts';
import { outcomesOf, releases } from '../../../replay/saved.ts';

const saved = (await Promise.all((await releases()).map(outcomesOf))).flat();

// Their keys are not known any more; an open one tells its timeline to nobody.
test('every saved run keeps what Mayday promises of every incident', () => {
  const verdicts = saved.flatMap(({ outcome, history }) =>
    coursesOf([history]).flatMap((course) => verify(course).map((verdict) => ({ outcome, ...verdict }))),
  );
  const broken = verdicts.flatMap(({ outcome, invariant, faults }) =>
    faults.map(({ says }) => `${outcome}, ${invariant}: ${says}`),
  );
  assert.deepEqual(broken, []);
  for (const name of new Set(verdicts.map(({ invariant }) => invariant))) {
    const held = verdicts.filter(
      ({ invariant, verdict }) => invariant === name && verdict === 'holds',
    ).length;
    assert.ok(held > 100, `${name} was judged in ${held} of ${saved.length} histories`);
  }
});
