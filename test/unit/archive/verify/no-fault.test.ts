import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Course } from '../../../../archive/verify/course.ts';
import { verify } from '../../../../archive/verify/verify.ts';
import type { Fact } from '../../../../workflows/contract/timeline.ts';
import {
  acknowledged,
  alice,
  applied,
  approved,
  course,
  missed,
  type Noted,
  next,
  noted,
  open,
  page,
  planned,
  profile,
  resolved,
  run,
} from './courses.ts';

const nobodyLeft: Fact = { kind: 'nobody left to page', because: 'nobody acknowledged in time' };
const lessSevere: Fact = {
  kind: 'severity changed',
  by: alice,
  from: 'P0',
  to: 'P1',
  label: 'High',
  reason: 'few see it',
};
const half: Fact = {
  kind: 'apply refused',
  plan: 1,
  because: 'what matters moved',
  difference: [],
  effects: [{ key: 'k', target: 'pid 9', outcome: 'done', says: 'ended' }],
};
const { P0, P1 } = profile.severities;
const untimed = { resolution: undefined, resolutionLadder: [] };
const quiet = { ...profile, severities: { P0: { ...P0, ...untimed }, P1: { ...P1, ...untimed } } };
const longer = {
  ...quiet,
  severities: {
    ...quiet.severities,
    P1: {
      ...quiet.severities.P1,
      responseLadder: [...(P0?.responseLadder ?? []), { role: 'chief', people: [] }],
    },
  },
};
const exhausted: Noted[] = [open, page, [5, missed], next, [10, missed], nobodyLeft];
const afterwards: Noted[] = [
  [40, lessSevere],
  [80, noted('a')],
  [120, noted('b')],
  [121, resolved],
];

const good: Record<string, Course> = {
  'the silence at the Alertmanager ends with the incident': course([
    open,
    page,
    acknowledged,
    resolved,
    { kind: 'silence ended' },
  ]),
  'an undo of what was changed in part': course([
    open,
    page,
    acknowledged,
    planned(1),
    approved(1),
    half,
    planned(2, { undoes: 1 }),
    approved(2),
    applied(2),
    resolved,
  ]),
  'nobody is left for another severity either': course([...exhausted, ...afterwards], {
    profile: quiet as unknown as typeof profile,
  }),
  'a person has said that it is over, and the public hears of it first': course(
    [open, page, acknowledged, [62, noted('still waits')], [64, noted('heard')], resolved],
    { runs: [run({ resolvesSent: ['2026-01-01T04:11:00.000Z'] })] },
  ),
};

describe('what looks like a broken promise and is none', () => {
  for (const [name, of] of Object.entries(good)) {
    test(name, () => {
      const found = verify(of).filter(({ verdict }) => verdict !== 'holds');
      assert.deepEqual(found, []);
    });
  }
});

test('a longer ladder of another severity has to be climbed on', () => {
  const of = course([...exhausted, ...afterwards], { profile: longer as unknown as typeof profile });
  const [broken, ...more] = verify(of).filter(({ verdict }) => verdict === 'broken');
  assert.equal(more.length, 0);
  assert.match(JSON.stringify(broken), /chief of the response ladder was not reached/);
});

test('before a person said that it is over, its clocks count', () => {
  const of = course([open, page, acknowledged, [62, noted('a')], [64, noted('b')], resolved], {
    runs: [run({ resolvesSent: ['2026-01-01T04:17:00.000Z'] })],
  });
  assert.match(JSON.stringify(verify(of)), /resolution target had passed/);
});
