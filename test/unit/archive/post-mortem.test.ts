import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { postMortem } from '../../../archive/post-mortem/post-mortem.ts';
import type { Template } from '../../../archive/post-mortem/template.ts';
import { timeSpent } from '../../../archive/spent.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { templateOf } from '../../../systems/post-mortem-template.ts';
import type { IncidentRecord } from '../../../workflows/contract/incident.ts';
import type { Fact } from '../../../workflows/contract/timeline.ts';
import { madeRecord } from './record.ts';

const golden = new URL('./post-mortem.golden.md', import.meta.url);
const catalogue = openCatalogue(fileURLToPath(new URL('../../../systems', import.meta.url)));
const own: Template = { sections: [], followUps: [] };

/** The part below a heading. */
function section(markdown: string, title: string): string {
  return markdown.split('\n## ').find((part) => part.startsWith(`${title}\n`)) ?? '';
}

test('the post-mortem of a whole incident reads as it should', () => {
  assert.equal(postMortem(madeRecord(), own), readFileSync(golden, 'utf8'));
});

test('text of people and senders brings no markup, table cell, heading, link or HTML along', () => {
  const hostile =
    'a | b\n## Heading\n\n- [x](http://x) ![i](y) <img src=x onerror=alert(1)> `c` *b* __d__ ~~e~~ \\ \u202eevil &lt;';
  const record = madeRecord();
  record.summary = hostile;
  record.systemTitle = hostile;
  record.label = hostile;
  record.assumed = [hostile];
  for (const { fact } of record.timeline) {
    if (fact.kind === 'noted') fact.text = `cause: ${hostile}`;
    if (fact.kind === 'planned')
      Object.assign(fact.plan, { title: hostile, observed: hostile, undo: hostile });
    if (fact.kind === 'checked')
      fact.findings = [
        { check: 'x|y`z', verdict: 'sick', says: hostile, evidence: [{ [hostile]: hostile }] },
      ];
    if (fact.kind === 'applied') for (const effect of fact.effects) effect.says = hostile;
  }
  record.commander = hostile;
  record.impact = { functions: hostile, revenue: hostile };
  const followUps = [{ list: hostile, title: hostile, due: record.openedAt, assumed: true }];
  const items = ['impact', 'what failed', 'revenue', 'owner', 'what happened', 'steps taken', 'cause found'];
  const words = [...items, 'action items', 'what worked', 'key events', hostile];
  const sections = [...words.map((title) => ({ title, items: [] })), { title: hostile, items: words }];
  for (const template of [own, { sections: [], followUps }, { sections, followUps }]) {
    const markdown = postMortem(record, template);
    assert.ok(!markdown.includes('<img'));
    assert.ok(!markdown.includes('\n## Heading'));
    assert.ok(!markdown.includes('\u202e'));
    assert.ok(!/(?<!\\)\]\(/.test(markdown));
    for (const line of markdown.split('\n').filter((each) => each.startsWith('| '))) {
      const cells = line.match(/(?<!\\)\|/g)?.length;
      assert.ok(cells === 2 || cells === 3 || cells === 4, line);
    }
  }
});

test('what a person writes first in a line makes no heading, list or quotation', () => {
  const record = madeRecord();
  const sections = [{ title: 'Summary', items: [] }];
  for (const summary of [
    '# all is lost',
    '- one',
    '+ one',
    '1. first',
    '## x',
    '> quoted',
    '12) x',
    '#',
    '===',
  ]) {
    record.summary = summary;
    const [, , said = ''] = section(postMortem(record, { sections, followUps: [] }), 'Summary').split('\n');
    assert.doesNotMatch(said, /^(#{1,6}|[-+>]|\d+[.)])(\s|$)/, summary);
  }
});

test('a preview stays inside its fence, whatever it holds', () => {
  const record = madeRecord();
  for (const { fact } of record.timeline) {
    if (fact.kind === 'planned') fact.plan.preview = ['````', 'echo hi', '````', '# out?'];
  }
  assert.ok(postMortem(record, own).includes('`````\n````\necho hi\n````\n# out?\n`````'));
});

test('an incident without acknowledgement, plans, checks or end still has a post-mortem', () => {
  const record = madeRecord();
  record.timeline = record.timeline.slice(0, 1);
  record.assumed = [];
  record.phase = 'cancelled';
  delete record.acknowledgedAt;
  delete record.acknowledgedBy;
  delete record.endedAt;
  const markdown = postMortem(record, own);
  assert.match(markdown, /\*\*Acknowledged\*\* \| never/);
  assert.match(markdown, /No check was run/);
  assert.match(markdown, /Mayday changed nothing and proposed nothing/);
  assert.match(section(markdown, 'Root cause'), /_To be written._/);
  assert.ok(!markdown.includes('## Assumed'));
});

test('an incident over midnight says the day with every time', () => {
  const record = madeRecord();
  for (const entry of record.timeline)
    entry.at = new Date(Date.parse(entry.at) + 20.79 * 3_600_000).toISOString();
  assert.match(section(postMortem(record, own), 'What happened'), /\| 2026-11-22 00:0\d:\d\d \|/);
});

test('the time adds up: decisions, people, stability and work', () => {
  assert.deepEqual(timeSpent(madeRecord()), {
    'a decision': 39_000 + 30_000,
    people: 0,
    stability: 60_000,
    work: 2_000 + 1_000 + 8_000,
  });
});

test('time after "nothing left" is people’s until somebody asks for a new look', () => {
  const record = madeRecord();
  const at = (seconds: number) => new Date(Date.parse(record.openedAt) + seconds * 1000).toISOString();
  const facts: [number, Fact][] = [
    [5, { kind: 'nothing left', because: 'x' }],
    [65, { kind: 'recheck asked', by: { kind: 'mayday' } }],
    [70, { kind: 'outcome unknown', plan: 1, because: 'x' }],
  ];
  record.timeline = facts.map(([seconds, fact]) => ({ id: 'x', at: at(seconds), fact }));
  record.endedAt = at(100);
  assert.deepEqual(timeSpent(record), { 'a decision': 0, people: 90_000, stability: 0, work: 10_000 });
});

/** The made incident as one of another system. */
function recordOf(system: string): IncidentRecord {
  return { ...madeRecord(), system, commander: 'carol' };
}

for (const system of ['onboarding-kyc', 'neurocred']) {
  test(`the post-mortem of ${system} has the sections of its document, filled where Mayday knows`, () => {
    const record = recordOf(system);
    const expected = readFileSync(new URL(`./post-mortem.${system}.golden.md`, import.meta.url), 'utf8');
    assert.equal(postMortem(record, templateOf(catalogue, record)), expected);
  });
}

test('what Mayday has no answer to is to be written, whatever a document calls it', () => {
  const record = madeRecord();
  const sections = [
    { title: 'Lessons Learned', items: [] },
    { title: 'Weather', items: ['rain', 'contributing factors', 'severity'] },
  ];
  const markdown = postMortem(record, { sections, followUps: [] });
  assert.match(section(markdown, 'Lessons Learned'), /\n\n_To be written._/);
  const weather = section(markdown, 'Weather');
  assert.match(weather, /\*\*rain:\*\* _To be written._\n\n\*\*contributing factors:\*\* _To be written._/);
  assert.match(weather, /\*\*severity:\*\* Critical \(P0\)/);
});

test('the impact that people counted fills what a document asks of it', () => {
  const record = { ...recordOf('onboarding-kyc'), impact: { functions: 'checkout', users: 40, tickets: 3 } };
  const impact = section(postMortem(record, templateOf(catalogue, record)), 'Impact');
  assert.match(impact, /\*\*what failed where:\*\*\n\n- checkout\n- checkout failed for 2 minutes/);
  assert.match(impact, /\*\*how many customers reported it:\*\* 3 tickets/);
});

test('follow-ups are action items, with a time that is marked where no file says it', () => {
  const record = recordOf('codementor-ai');
  const actions = section(postMortem(record, templateOf(catalogue, record)), 'Action items');
  assert.match(actions, /^- \[ \] pool limit for the batch job – alice \(cli\)$/m);
  assert.match(actions, /^- \[ \] Immediate: root cause, by 2026-11-22 03:14 UTC$/m);
  const untimed = recordOf('agentic-startup-studio');
  assert.match(
    section(postMortem(untimed, templateOf(catalogue, untimed)), 'Action items'),
    /train where knowledge was missing, by 2026-12-21 03:14 UTC \(assumed\)$/m,
  );
});

test('a false alarm leaves nothing to do but what people noted', () => {
  const record = recordOf('neurocred');
  for (const { fact } of record.timeline) if (fact.kind === 'resolved') fact.as = 'false alarm';
  assert.deepEqual(templateOf(catalogue, record).followUps, []);
  assert.equal(templateOf(catalogue, record).sections.length, 5);
});

test('a system whose file cannot be had gets Mayday’s own form', () => {
  assert.deepEqual(templateOf(catalogue, recordOf('nowhere')), own);
});

test('targets are said to be met or missed, and marked where no file gives them', () => {
  const record = madeRecord();
  const target = (name: string) =>
    new RegExp(`\\*\\*${name} target\\*\\* \\| (.*) \\|`).exec(postMortem(record, own))?.[1];
  record.assumed = ['P0: the file does not say, so response 15m, reached by page'];
  record.targets = { response: '2026-11-21T03:27:05.000Z' };
  assert.equal(target('Response'), 'met: it was 15 min (assumed)');
  assert.equal(target('Resolution'), 'none: the file promises none');
  delete record.acknowledgedAt;
  assert.equal(target('Response'), 'met: it was 15 min (assumed); nobody acknowledged, but it ended before');
  record.targets.resolution = '2026-11-21T03:13:05.000Z';
  assert.equal(target('Resolution'), 'missed: it was 1 min');
  delete record.targets;
  assert.equal(target('Resolution'), 'not known');
});
