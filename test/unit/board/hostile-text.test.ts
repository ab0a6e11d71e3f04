import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { actionSection } from '../../../client/board/incident/actions.ts';
import { checklistSection } from '../../../client/board/incident/checklist.ts';
import { clockSection } from '../../../client/board/incident/clocks.ts';
import { findingSection } from '../../../client/board/incident/findings.ts';
import { headlineSection } from '../../../client/board/incident/headline.ts';
import type { Severity } from '../../../workflows/contract/profile.ts';
import { entry, openedFact, sample } from './incident-sample.ts';

/** All sections of a page, with a text in every place where somebody's words can stand. */
function page(words: string): string {
  const by = { kind: 'person', name: words, door: 'cli', verified: false } as const;
  const rows = [
    { [`a${words}`]: words, value: 1 },
    { [`a${words}`]: words, value: 2, line: null },
  ];
  const finding = { check: words, verdict: 'sick' as const, says: words, evidence: rows };
  const output = { check: `${words}2`, verdict: 'well' as const, says: words, evidence: [{ line: words }] };
  const reach = { role: words, people: [words], because: words, reach: 'page' as const, step: 1 };
  const measured = (value: number) => ({ ...finding, evidence: [{ [`a${words}`]: words, value }] });
  const view = {
    systemTitle: words,
    runbookTitle: words,
    label: words,
    summary: words,
    waitingFor: words,
    commander: words,
    acknowledgedBy: by,
    takenOverBy: by,
    frozen: { system: words, by: words, reason: words, since: '2026-11-21T03:00:00.000Z' },
    findings: [finding, output],
    impact: { functions: words, revenue: words },
    ticket: `https://${words}`,
    guidance: [words],
    inEffect: [
      { plan: 1, mitigation: words, title: words, temporary: true, inverse: {}, set: { [words]: words } },
    ],
    checklist: [
      { item: 1, phase: words, text: words, doneBy: by },
      { item: 2, phase: words, text: words },
    ],
  };
  const timeline = [
    entry(0, { ...openedFact, by, summary: words } as typeof openedFact),
    entry(1, { kind: 'paged', ladder: 'response', ...reach }),
    entry(2, { kind: 'checked', round: 1, findings: [measured(1)] }),
    entry(3, { kind: 'checked', round: 2, findings: [measured(2)] }),
    entry(4, { kind: 'severity suggested', severity: 'P0', label: words, because: words }),
  ];
  const clocks = [
    { name: 'response' as const, due: '2026-11-21T03:12:42.000Z', fires: words, reaches: [words] },
  ];
  const fields = { text: words, to: words, severity: words, reason: words, users: words, once: words };
  const drafts = ['note', 'assign', 'severity', 'impact', 'resolve'].map((verb) => ({ verb, fields }));
  const listed = { system: words, runbook: words, incident: words };
  return [
    ...[headlineSection, clockSection, findingSection, checklistSection].map((section) =>
      section(sample({ view, timeline, clocks })),
    ),
    ...drafts.map((draft) => actionSection(sample({ view, timeline, context: { draft } }))),
    actionSection(sample({ listed, context: { name: undefined } })),
    headlineSection(
      sample({ listed: { ...listed, severity: words as Severity, phase: words, waitingFor: words } }, true),
    ),
  ].join('\n');
}

/** The tags with the names of their attributes: what a browser makes of a page, whatever its texts say. */
function skeleton(html: string): string[] {
  return (html.match(/<[^>]*>/g) ?? []).map((tag) => tag.replaceAll(/="[^"]*"/g, '=""').replace(/\s+>/, '>'));
}

test("nobody's words ever open a tag, close one, or add an attribute", () => {
  const harmless = skeleton(page('x'));
  assert.ok(harmless.length > 300);
  const hostile = fc
    .array(
      fc.oneof(
        fc.constantFrom('<script>', '</textarea>', '"', "'", '>', '<', '=', '&', '`', '!', '-->', '${'),
        fc.constantFrom('" onfocus="x', '</p>', '<img src=x onerror=y>', '&lt;', '\\', '\n', '</title>'),
        fc.string({ unit: 'binary', maxLength: 5 }),
      ),
      { maxLength: 8 },
    )
    .map((parts) => `x${parts.join('')}`);
  fc.assert(
    fc.property(hostile, (words) => {
      assert.deepEqual(skeleton(page(words)), harmless);
    }),
  );
});
