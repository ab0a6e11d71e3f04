import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import type { IncidentView } from '../../../workflows/contract/incident.ts';
import { board as followUps } from '../../../workflows/follow-ups/board.ts';
import { board } from '../../../workflows/incident/board.ts';
import { freezeDetails, leaseDetails } from '../../../workflows/keepers/details.ts';

const at = '2026-01-02T03:12:00.000Z';
const markdown = new MarkdownIt();

/** What people and machines from outside may write, wherever it is shown. */
function details(text: string): string {
  const by = { kind: 'person', name: text, door: 'temporal-ui', verified: false } as const;
  const plan = {
    id: 1,
    hash: 'a'.repeat(64),
    mitigation: 'm',
    title: text,
    risk: 'disruptive',
    needs: 1,
    round: 1,
    targets: [],
    preview: [text, text],
    observed: text,
    predicted: text,
    blastRadius: text,
    undo: text,
    requestedBy: text,
    expiresAt: at,
  } as const;
  const view: IncidentView = {
    incident: 'INC-000000',
    keyId: 'k',
    workflowId: 'w',
    system: 's',
    systemTitle: text,
    runbook: 'r',
    runbookTitle: text,
    mode: 'live',
    phase: 'mitigating',
    severity: 'P1',
    label: text,
    summary: text,
    openedAt: at,
    acknowledgedBy: by,
    takenOverBy: by,
    commander: text,
    frozen: { system: null, by: text, reason: text, since: at },
    round: 1,
    findings: [{ check: 'c', verdict: 'sick', says: text }],
    pending: { ...plan, targets: [], preview: [...plan.preview] },
    approvedBy: [text],
    firing: [],
    reached: 0,
    waitingFor: text,
    guidance: [text],
    inEffect: [{ plan: 1, mitigation: 'm', title: text, temporary: true, inverse: {} }],
    impact: { functions: text },
    ticket: text,
    checklist: [{ item: 1, phase: text, text }],
  };
  return board({
    view,
    clocks: [{ name: 'response', due: at, fires: text, reaches: [text] }],
    timeline: [{ id: 'e', at, fact: { kind: 'noted', by, text, as: 'update' } }],
    seen: at,
    toPaste: [{ signal: 'note', input: { text }, says: text }],
    typedUpTo: 'observe',
  });
}

/** Kinds of blocks and of marks, in order; words aside. */
function shape(text: string): string[] {
  return markdown
    .parse(text, {})
    .flatMap(({ type, children }) => [type, ...(children ?? []).map((child) => child.type)])
    .filter((type) => type !== 'text');
}

const nasty = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc
      .array(
        fc.constantFrom(
          '`',
          '``',
          '```',
          '\n',
          '# ',
          '- ',
          '1. ',
          '> ',
          '[a](http://b)',
          '![x](y)',
          '<b>',
          '&amp;',
        ),
        { maxLength: 8 },
      )
      .map((parts) => parts.join('')),
    fc
      .array(
        fc.constantFrom('*', '**', '_', '~~', '|', '\\', '---', '===', '\r\n', '\t', '    ', 'word', '<!--'),
        {
          maxLength: 8,
        },
      )
      .map((parts) => parts.join('')),
  )
  .map((text) => `x${text}x`);

test('nothing that somebody wrote changes how the details are laid out', () => {
  const tame = shape(details('xwordx'));
  fc.assert(
    fc.property(nasty, (text) => assert.deepEqual(shape(details(text)), tame)),
    { numRuns: 500 },
  );
});

test('nor those of follow-ups and keepers', () => {
  const all = (text: string) => [
    followUps(
      {
        incident: 'INC-000000',
        keyId: 'k',
        workflowId: 'w',
        system: 's',
        systemTitle: text,
        label: text,
        summary: text,
        openedAt: at,
        endedAt: at,
        items: [],
        assumed: [],
        changedAt: at,
        changes: 0,
      } as unknown as Parameters<typeof followUps>[0],
      [],
      at,
    ),
    freezeDetails({ system: null, by: text, reason: text, since: at }),
    leaseDetails({ system: text, target: text, queue: [], changes: [] }),
  ];
  const tame = all('xwordx').map(shape);
  fc.assert(fc.property(nasty, (text) => assert.deepEqual(all(text).map(shape), tame)));
});

test('the details stay under 20 KB, whatever they hold, and end outside of any block', () => {
  const long = details('ü'.repeat(20_000));
  assert.ok(Buffer.byteLength(long) < 20_000, `${Buffer.byteLength(long)}`);
  const view = details('😀 `x`\n'.repeat(5_000));
  assert.ok(Buffer.byteLength(view) < 20_000);
  assert.equal(view.split('\n').filter((line) => /^`{3,}$/.test(line)).length % 2, 0);
});
