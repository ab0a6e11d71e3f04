import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { actionSection } from '../../../client/board/incident/actions.ts';
import { checklistSection } from '../../../client/board/incident/checklist.ts';
import { clockSection } from '../../../client/board/incident/clocks.ts';
import type { Context } from '../../../client/board/incident/context.ts';
import { findingSection } from '../../../client/board/incident/findings.ts';
import { headlineSection } from '../../../client/board/incident/headline.ts';
import { onceOf } from '../../../client/board/incident/once.ts';
import type { Actor } from '../../../workflows/contract/people.ts';
import { connections, entry, openedFact, sample } from './incident-sample.ts';

const alice: Actor = { kind: 'person', name: 'alice', door: 'board', verified: false };

/** What somebody reads, without the tags. */
function text(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#34;', '"')
    .replaceAll(/\s+/g, ' ');
}

describe('the headline of an incident', () => {
  test('says how bad it is, how far, what it waits for, and that nobody has acknowledged', () => {
    const html = headlineSection(sample());
    assert.match(html, /class="severity p0">Critical \(P0\)</);
    assert.match(html, /<h1>INC-7K3FQ2 .*the shop answers no requests/);
    assert.match(html, /aria-current="step">mitigating</);
    assert.match(text(html), /triggered \(passed\).*monitoring \(not yet\)/);
    assert.match(text(html), /Waits for approval of plan 1/);
    assert.match(text(html), /Opened .* by alertmanager Acknowledged by nobody yet/);
    assert.match(html, /action="\/board\/incidents\/INC-7K3FQ2\/acknowledge"/);
  });

  test('names who acknowledged, commands and works by hand, impact and ticket, and offers no second acknowledging', () => {
    const html = headlineSection(
      sample({
        view: {
          acknowledgedBy: alice,
          acknowledgedAt: '2026-11-21T03:09:00.000Z',
          commander: 'carol',
          takenOverBy: alice,
          impact: { users: 1200, functions: 'checkout' },
          ticket: 'https://tickets.example.com/7',
          silenced: ['one'],
        },
      }),
    );
    assert.doesNotMatch(html, /acknowledge"/);
    assert.match(text(html), /Acknowledged by alice \(board, unverified\)/);
    assert.match(text(html), /Commander carol/);
    assert.match(text(html), /works by hand\. Nothing is proposed/);
    assert.match(text(html), /1200 users; checkout/);
    assert.match(html, /href="https:\/\/tickets\.example\.com\/7" rel="noreferrer"/);
    assert.match(text(html), /2 firing, 1 silenced/);
  });

  test('a ticket whose address is a script is no link', () => {
    const html = headlineSection(sample({ view: { ticket: 'javascript:alert(1)' } }));
    assert.doesNotMatch(html, /href/);
    assert.match(html, /javascript:alert\(1\)/);
  });

  test('a shadow and a dry run are marked as such, and so is a freeze with its end', () => {
    const freeze = { system: 'demo', by: 'bob', reason: 'release day', since: '2026-11-21T03:00:00.000Z' };
    const shadow = text(headlineSection(sample({ view: { mode: 'shadow', frozen: freeze } })));
    assert.match(shadow, /Critical \(P0\) shadow .*Shadow: Mayday only watches/);
    assert.match(
      shadow,
      /Frozen: nothing is changed\..*by bob: release day\. It ends with mayday thaw --system demo/,
    );
    assert.match(text(headlineSection(sample({ view: { mode: 'dry-run' } }))), /Dry run: a rehearsal/);
  });

  test('one that is over says how it ended, and leads to its record once the archive has it', () => {
    const given = {
      view: { phase: 'resolved' as const, endedAt: '2026-11-21T03:20:00.000Z' },
      timeline: [
        entry(0, openedFact),
        entry(60, { kind: 'resolved', by: alice, as: 'false alarm', because: 'a test' }),
      ],
    };
    const html = headlineSection(sample({ ...given, context: { archived: true } }));
    assert.match(text(html), /It is over since .*Resolved as false alarm by alice/);
    assert.match(html, /href="\/board\/closed\/INC-7K3FQ2"/);
    assert.match(text(headlineSection(sample(given))), /not in the archive yet/);
    assert.equal(actionSection(sample(given)), '', 'nothing can be said to it');
  });

  test('a severity that the findings suggest is said until somebody has changed it', () => {
    const suggested = entry(5, {
      kind: 'severity suggested',
      severity: 'P1',
      label: 'High',
      because: 'one request in ten fails',
    });
    const changed = entry(9, {
      kind: 'severity changed',
      by: alice,
      from: 'P0',
      to: 'P1',
      label: 'High',
      reason: 'yes',
    });
    assert.match(
      text(headlineSection(sample({ timeline: [suggested] }))),
      /suggest High: one request in ten/,
    );
    assert.doesNotMatch(headlineSection(sample({ timeline: [suggested, changed] })), /suggest/);
  });

  test('where no worker answers it says so, and shows what Temporal has on record', () => {
    const listed = { severity: 'P1', phase: 'mitigating', waitingFor: 'people' };
    const html = headlineSection(sample({ listed }, true));
    assert.match(text(html), /No worker answers ?; .*This is what Temporal has on record\./);
    assert.match(html, /class="severity p1">P1</);
    assert.match(html, /aria-current="step">mitigating</);
    assert.match(text(html), /Waits for people/);
    assert.match(actionSection(sample({ listed }, true)), /\/acknowledge"/, 'what is sent is kept');
    assert.match(text(headlineSection(sample({ age: { silent: undefined } }, true))), /It is being asked\./);
    const trouble = 'Temporal does not answer.';
    assert.match(text(headlineSection(sample({ age: { trouble } }, true))), /Temporal does not answer\./);
  });

  test('what a silent worker said before is shown with its age', () => {
    const age = { silent: true, asOf: Date.parse('2026-11-21T03:10:00.000Z') } as const;
    const html = headlineSection(sample({ age }));
    assert.match(text(html), /No worker answers\. This is how it was 2026-11-21 03:10:00 UTC/);
    assert.match(text(html), /Waits for approval of plan 1/);
  });
});

describe('the clocks of an incident', () => {
  test('the soonest comes first, with whom it reaches; a page counts it down', () => {
    const html = clockSection(sample());
    assert.ok(html.indexOf('pages incident-commander') < html.indexOf('plan 1 expires'));
    assert.match(html, /data-due="2026-11-21T03:12:42\.000Z"/);
    assert.match(text(html), /pages incident-commander → carol/);
  });

  test('the ladder shows who was reached and why, and who comes next', () => {
    const paged = entry(1, {
      kind: 'paged',
      ladder: 'response',
      step: 1,
      role: 'on-call',
      people: ['alice'],
      because: 'the incident opened',
      reach: 'page',
    });
    const html = clockSection(sample({ timeline: [entry(0, openedFact), paged] }));
    const [until] = text(html).match(/Until somebody acknowledges.*Until it is resolved/) ?? [];
    assert.match(
      until ?? '',
      /alice \(on-call\) paged .*the incident opened next carol \(incident-commander\)/,
    );
    assert.match(text(html), /Until it is resolved next dora \(engineering-manager\)/);
    const done = sample({
      view: { acknowledgedBy: alice, acknowledgedAt: '2026-11-21T03:09:00.000Z' },
      timeline: [entry(0, openedFact), paged],
    });
    assert.match(text(clockSection(done)), /Nobody else is reached: it is acknowledged/);
    assert.doesNotMatch(text(clockSection(done)), /carol \(/);
  });

  test('targets are met or missed, in words', () => {
    const targets = { response: '2026-11-21T03:09:25.000Z', resolution: '2026-11-21T03:18:55.000Z' };
    const missed = sample({
      view: { targets },
      timeline: [entry(30, { kind: 'response missed', due: targets.response })],
    });
    assert.match(
      text(clockSection(missed)),
      /Response target missed .*Resolution target 2026-11-21 03:18:55/,
    );
    const acknowledgedAt = '2026-11-21T03:09:00.000Z';
    const met = sample({ view: { targets, acknowledgedBy: alice, acknowledgedAt } });
    assert.match(text(clockSection(met)), /Response target met 2026-11-21 03:09:00 UTC ?, due/);
    const late = { targets, phase: 'resolved' as const, endedAt: '2026-11-21T04:00:00.000Z' };
    assert.match(text(clockSection(sample({ view: late }))), /Resolution target missed 2026-11-21 04:00/);
  });
});

describe('the findings of an incident', () => {
  test('what is sick comes first, by mark and word; rows are a table, output is as it was', () => {
    const findings = [
      { check: 'health', verdict: 'well' as const, says: 'It answers.' },
      connections({ idle: 17, active: 1 }),
      {
        check: 'sessions',
        verdict: 'sick' as const,
        says: 'One.',
        evidence: [{ pid: 14008, seconds: 1374 }],
      },
      {
        check: 'logs',
        verdict: 'unknown' as const,
        says: 'Could not ask.',
        evidence: [{ line: 'one' }, { line: 'two' }],
      },
    ];
    const html = findingSection(sample({ view: { findings } }));
    assert.match(text(html), /✖ sick connections.*✖ sick sessions.*\? could not ask logs.*✔ well health/);
    assert.match(html, /<th scope="col" >state<\/th>.*<th scope="col" class="number">sessions<\/th>/);
    assert.match(html, /<td >idle<\/td><td >shop<\/td><td class="number">17<\/td>/);
    assert.match(html, />14008<\/td><td class="number">1,374</, 'what names something is no amount');
    assert.match(html, /Output .*\(2 lines\).*<pre tabindex="0">one\ntwo<\/pre>/s);
  });

  test('a number that a check gave again and again is a chart with the same in words; one that stayed is none', () => {
    const checked = (at: number, sessions: Record<string, number>) =>
      entry(at, { kind: 'checked', round: 1, findings: [connections(sessions)] });
    const timeline = [
      checked(1, { idle: 17, active: 2 }),
      checked(20, { idle: 9, active: 2 }),
      checked(40, { idle: 3, active: 2 }),
    ];
    const html = findingSection(sample({ view: { findings: [connections({ idle: 3 })] }, timeline }));
    assert.equal(html.match(/<svg/g)?.length, 1);
    assert.match(
      html,
      /role="img" aria-label="sessions of idle, shop: 17 → 9 → 3, 2026-11-21 03:08:56 UTC to/,
    );
    assert.match(text(html), /sessions of idle, shop : 17 → 3 \(3 readings\)/);
  });
});

describe('what people go through and do', () => {
  const tick = /action="\/board\/incidents\/INC-7K3FQ2\/tick".*?name="item" value="2"/s;
  const view = {
    checklist: [
      { item: 1, phase: 'First', text: 'look', doneBy: alice },
      { item: 2, phase: 'First', text: 'tell' },
    ],
    inEffect: [
      { plan: 3, mitigation: 'limit', title: 'Limit them', temporary: true, inverse: {}, set: { limit: 5 } },
    ],
    guidance: ['Look: kubectl get pods'],
  };

  test('what is done says by whom, what is left has a button, what is in effect can be taken back', () => {
    const html = checklistSection(sample({ view }));
    assert.match(text(html), /Checklist \(1 of 2 done\).*look done by alice/);
    assert.match(html, tick);
    assert.match(html, /aria-label="Done: tell"/);
    assert.match(html, /\/undo".*?name="plan" value="3"/s);
    assert.match(text(html), /Plan 3 : Limit them temporary limit 5/);
    assert.match(html, /<code>Look: kubectl get pods<\/code>/);
  });

  test('whoever has no name at the system reads why, and finds no form at all', () => {
    const reader: Partial<Context> = { name: undefined };
    const given = { view, context: reader };
    const html = [headlineSection, checklistSection, actionSection].map((section) => section(sample(given)));
    assert.doesNotMatch(html.join(''), /<form/);
    assert.match(text(html.join('')), /You may read only: the file of demo does not name you/);
  });

  test('what cannot be done now is not offered', () => {
    const waiting = actionSection(sample());
    assert.match(text(waiting), /Skip plan 1/);
    assert.match(text(waiting), /Let plan 1 wait longer/);
    const quiet = actionSection(sample({ view: { pending: undefined, takenOverBy: alice } }));
    assert.doesNotMatch(text(quiet), /Skip|wait longer|I work by hand/);
    assert.doesNotMatch(text(quiet), /Tell the public/, 'the file of the demo has no status page');
    assert.match(
      text(actionSection(sample({ view: { phase: 'monitoring', pending: undefined } }))),
      /End the watch/,
    );
  });

  test('what was typed and not taken stands in its form again, which is unfolded and kept', () => {
    const draft = { verb: 'severity', fields: { severity: 'P2', reason: '"quoted" <b>', once: '1' } };
    const html = actionSection(sample({ context: { draft } }));
    assert.match(html, /<details id="do-severity" open data-keep>/);
    assert.match(html, /<option value="P2" selected>/);
    assert.match(html, /value="&#34;quoted&#34; &#60;b&#62;"/);
    assert.equal(html.match(/ open /g)?.length, 1, 'the others stay folded');
  });

  test('a form sent twice is one message until somebody has said something, whatever happens by itself', () => {
    const before = onceOf(sample(), 'note');
    const checked = entry(5, { kind: 'checked', round: 1, findings: [] });
    const noted = entry(6, { kind: 'noted', by: alice, text: 'x' });
    const first = entry(0, openedFact);
    assert.equal(onceOf(sample({ timeline: [first, checked] }), 'note'), before);
    assert.notEqual(onceOf(sample({ timeline: [first, checked] }), 'run-checks'), before);
    assert.notEqual(onceOf(sample({ timeline: [first, noted] }), 'note'), before);
    const draft = { verb: 'note', fields: { once: before } };
    assert.notEqual(onceOf(sample({ context: { draft } }), 'note'), before, 'refused, it may be said again');
  });
});
