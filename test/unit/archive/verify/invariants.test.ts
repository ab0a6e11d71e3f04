import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Course } from '../../../../archive/verify/course.ts';
import { invariants, verify } from '../../../../archive/verify/verify.ts';
import type { Alert } from '../../../../workflows/contract/input.ts';
import type { Fact } from '../../../../workflows/contract/timeline.ts';
import {
  acknowledged,
  applied,
  approved,
  course,
  mayday,
  missed,
  next,
  noted,
  open,
  page,
  planned,
  profile,
  resolved,
  run,
  stayedWell,
} from './courses.ts';

const note = { fingerprint: 'f', name: 'Down', summary: '', startsAt: '2026-01-01T03:12:00Z' };
const alert = { ...note, status: 'firing', labels: {}, annotations: {} } as Alert;
const sent = (alerts: unknown[], event = 3) => ({
  event,
  at: '2026-01-01T03:12:01.000Z',
  message: { door: 'alertmanager', alerts },
});
const told: Fact = { kind: 'alerts', firing: [note], resolved: [], repeated: 0 };
const nobodyLeft: Fact = { kind: 'nobody left to page', because: 'nobody acknowledged in time' };
const over: Fact = { kind: 'monitoring', until: '2026-01-01T04:00:00.000Z' };
const relapsed: Fact = { kind: 'relapsed', because: 'it answers 503' };
const undone = (id: number, undoes: number) => planned(id, { undoes });
const text = planned(901, { tells: true, parameters: { status: 'resolved', phase: 'resolved' } });
const publicProfile = { ...profile, publicUpdates: { by: 'ask', approvers: ['alice'] } } as typeof profile;
const toPublic = (...facts: Fact[]) =>
  course([open, page, acknowledged, ...facts], { profile: publicProfile });
const refused: Fact = { kind: 'message refused', verb: 'alerts', because: 'give the alerts as a list' };
const archived = { record: { record: {}, seal: undefined, from: 'archive' } } as unknown as Partial<Course>;

const good: Record<string, Course> = {
  'reached in time, acknowledged and resolved': course([
    open,
    page,
    told,
    [5, missed],
    next,
    [7, acknowledged],
    planned(1),
    approved(1),
    applied(1),
    resolved,
  ]),
  'nobody acknowledges, and all are told so': course(
    [open, page, [5, missed], next, [10, missed], nobodyLeft, [70, noted('a')], [71, resolved]],
    {
      profile: {
        ...profile,
        severities: { P0: { ...profile.severities.P0, resolution: undefined, resolutionLadder: [] } },
      } as unknown as typeof profile,
    },
  ),
  'no worker was there for hours: all that was missed comes with the first that is noted': course([
    open,
    page,
    acknowledged,
    [300, noted('back')],
    { kind: 'resolution missed', due: '' },
    { ...page, ladder: 'resolution', step: 0, role: 'manager' },
    resolved,
  ]),
  'an undo of what was made': course([
    open,
    page,
    acknowledged,
    planned(1),
    approved(1),
    applied(1),
    undone(2, 1),
    approved(2),
    applied(2),
    resolved,
  ]),
  'the public hears of what stayed well': toPublic(over, text, approved(901), applied(901), stayedWell),
  'the public hears it because somebody said so': toPublic(text, approved(901), applied(901), resolved),
  'an alert that could not be read is refused': course([open, page, refused], {
    runs: [run({ alerts: [sent([{}])], tasks: [{ event: 9, at: '' }] })],
  }),
  'the end of an alert is heard before its beginning': course(
    [open, page, { ...told, firing: [], resolved: [note] }, { ...told, firing: [], late: [note] }],
    { runs: [run({ alerts: [sent([{ ...alert, status: 'resolved' }]), sent([alert], 5)] })] },
  ),
  "a late alert is the next incident's": course([open, page, told, [1, resolved]], {
    runs: [
      run({
        alerts: [
          sent([alert], 2),
          sent([{ ...alert, startsAt: '2026-01-01T03:30:00Z' }], 9),
          sent([{ ...alert, status: 'resolved' }], 9),
        ],
        tasks: [
          { event: 4, at: '' },
          { event: 6, at: '2026-01-01T03:13:00.000Z' },
          { event: 12, at: '' },
        ],
        left: [{ ...alert, startsAt: '2026-01-01T03:30:00.000Z' }],
        closedBy: 'WorkflowExecutionContinuedAsNew',
      }),
    ],
  }),
};

describe('an incident that keeps what Mayday promises breaks nothing', () => {
  for (const [name, of] of Object.entries(good)) {
    test(name, () => {
      assert.deepEqual(
        verify(of).filter(({ verdict }) => verdict !== 'holds'),
        [],
      );
    });
  }
});

const bad: Record<string, [Course, RegExp][]> = {
  effects: [
    [course([open, page, acknowledged, planned(1), applied(1), resolved]), /was never approved/],
    [
      course([open, page, acknowledged, planned(1), approved(1, 'eve'), resolved]),
      /is by eve, who was no approver of it/,
    ],
    [
      course([
        open,
        page,
        acknowledged,
        planned(1),
        approved(1),
        { kind: 'applied', plan: 1, effects: [{ key: 'k', target: 'pid 9', outcome: 'done', says: '' }] },
        resolved,
      ]),
      /has an effect on pid 9 that is none of plan 1/,
    ],
    // Orders are broken one by one in effects.test.ts.
  ],
  plans: [
    [
      course([open, page, acknowledged, planned(1), planned(2), resolved]),
      /entry 5 .* comes while plan 1 waits/,
    ],
  ],
  undos: [
    [
      course([open, page, acknowledged, undone(1, 7), approved(1), applied(1), resolved]),
      /takes back plan 7, which was not made/,
    ],
    [
      course([
        open,
        page,
        acknowledged,
        planned(1),
        approved(1),
        applied(1),
        undone(2, 1),
        approved(2),
        applied(2),
        undone(3, 1),
        approved(3),
        applied(3),
        resolved,
      ]),
      /takes back plan 1, which plan 2 had taken back/,
    ],
  ],
  pages: [
    [
      course([open, page, [1, acknowledged], [5, next], resolved]),
      /reaches lead, and entry 3 had acknowledged/,
    ],
  ],
  escalation: [
    [
      course([open, page, [5, missed], noted('a'), next, acknowledged, resolved]),
      /followed by nobody who is reached/,
    ],
    [
      course([open, page, [6, noted('a')], [8, noted('b')], [9, acknowledged], resolved]),
      /lead of the response ladder was not reached/,
    ],
    [
      course([
        open,
        page,
        [5, missed],
        next,
        [11, noted('a')],
        [13, noted('b')],
        [14, acknowledged],
        resolved,
      ]),
      /not said that nobody is left/,
    ],
    [
      course([open, page, acknowledged, [61, noted('a')], [63, noted('b')], resolved]),
      /nobody was told that the resolution target had passed/,
    ],
    [
      course([open, page, acknowledged, [61, noted('a')], [63, noted('b')], resolved]),
      /manager of the resolution ladder was not reached/,
    ],
    [
      course([
        open,
        page,
        { kind: 'severity changed', by: mayday, from: 'P0', to: 'P1', label: 'High', reason: '' },
        [16, noted('a')],
        [18, noted('b')],
        [19, acknowledged],
        resolved,
      ]),
      /lead of the response ladder was not reached/,
    ],
  ],
  alerts: [
    [
      course([open, page], { runs: [run({ alerts: [sent([alert])] })] }),
      /f firing since 2026-01-01T03:12:00.000Z, event 3 of history.json, is on no timeline/,
    ],
    [
      course([open, page, { ...told, firing: [], resolved: [note] }], {
        runs: [run({ alerts: [sent([alert])] })],
      }),
      /f firing since 2026-01-01T03:12:00.000Z, event 3 of history.json, is on no timeline/,
    ],
    [course([open, page, told, told]), /tells f firing since .* once more/],
    [
      course([open, page, told], { runs: [run({ alerts: [sent([{ name: 'no fingerprint' }])] })] }),
      /1 message with alerts could not be read, and the timeline refuses 0/,
    ],
    [
      course([open, page, told, [1, resolved]], {
        runs: [
          run({
            alerts: [sent([{ ...alert, startsAt: '2026-01-01T03:30:00Z' }], 9)],
            tasks: [
              { event: 4, at: '' },
              { event: 6, at: '2026-01-01T03:13:00.000Z' },
              { event: 12, at: '' },
            ],
            closedBy: 'WorkflowExecutionCompleted',
          }),
        ],
      }),
      /is on no timeline/,
    ],
  ],
  public: [
    [toPublic(text, approved(901), applied(901), stayedWell), /has the public told "resolved"/],
    [
      toPublic(over, relapsed, text, approved(901), applied(901), stayedWell),
      /has the public told "resolved"/,
    ],
    [
      toPublic(
        over,
        {
          kind: 'verified',
          what: 'the system',
          findings: [{ check: 'c', verdict: 'sick', says: '' }],
          look: [],
        },
        text,
        approved(901),
        applied(901),
        stayedWell,
      ),
      /the last look had not found the system well/,
    ],
  ],
  ends: [
    [course([open, page, acknowledged, resolved, noted('late')]), /entry 5 .* comes after the end, entry 4/],
    [
      course([open, page, resolved], {
        runs: [run({ archivedAt: 9, orders: [{ event: 12, input: { plan: { id: 3 } } as never }] })],
      }),
      /plan 3 was carried out after the end/,
    ],
    [
      course([open, page], { runs: [run({ closedBy: 'WorkflowExecutionCompleted' })] }),
      /no entry says how the incident ended/,
    ],
  ],
  chain: [
    [altered(), /entry 3 of 4 .* is not what was written/],
    [
      course([open, page, told], {
        runs: [
          run({ closed: true, record: { timeline: course([open, page, noted('other')]).timeline } as never }),
        ],
      }),
      /entry 3 of 3 .* is another one than in the record/,
    ],
  ],
};

describe('an incident that breaks a promise is told which, and by which entry', () => {
  for (const { name } of invariants) {
    test(name, () => {
      assert.ok(bad[name]?.length, 'nothing shows that this can fail');
      for (const [of, says] of bad[name]) {
        const verdict = verify(of).find(({ invariant }) => invariant === name);
        assert.equal(verdict?.verdict, 'broken', `${says}`);
        assert.match(verdict?.faults.map((fault) => fault.says).join('\n') ?? '', says);
      }
    });
  }
});

test('what is not known is said, and not taken for well', () => {
  const without = verify(course([], { timeline: undefined, missing: ['nobody answers for it'] }));
  assert.deepEqual([...new Set(without.map(({ verdict }) => verdict))], ['unjudged']);
  assert.ok(without.every(({ unjudged }) => unjudged.includes('nobody answers for it')));
  const noProfile = verify(course([open, page], { profile: undefined })).filter(
    ({ verdict }) => verdict !== 'holds',
  );
  assert.deepEqual(
    noProfile.map(({ invariant, unjudged }) => [invariant, unjudged]),
    [['escalation', ['its targets are not known: the run that opened it has no history']]],
  );
  const [waiting] = verify(
    course([open, page], { runs: [run({ alerts: [sent([alert], 9)], tasks: [{ event: 4, at: '' }] })] }),
  ).flatMap(({ unjudged }) => unjudged);
  assert.match(waiting ?? '', /no worker has taken in/);
});

test('whatever somebody wrote into a record, it is judged and nothing is thrown', () => {
  const odd = [
    open,
    { kind: 'planned' },
    { kind: 'approved', plan: {} },
    { kind: 'paged' },
    {},
  ] as unknown as Fact[];
  const verdicts = verify(course(odd, archived));
  assert.equal(verdicts.length, invariants.length);
  assert.ok(verdicts.some(({ verdict }) => verdict === 'broken'));
});

function altered(): Course {
  const of = course([open, page, noted('a'), resolved]);
  const timeline = of.timeline?.map((entry, i) => (i === 2 ? { ...entry, fact: noted('b') } : entry));
  return { ...of, timeline };
}
