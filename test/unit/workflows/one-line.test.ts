import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { oneLine } from '../../../workflows/contract/one-line.ts';
import { startedAs } from '../../../workflows/contract/started-as.ts';

test('a line beside an event has at most 200 bytes, not characters, and no line break', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (text) => {
      const line = oneLine(text);
      assert.ok(Buffer.byteLength(line) <= 200);
      assert.doesNotMatch(line, /\s{2}|[\n\r]/);
      if (Buffer.byteLength(text) <= 200) assert.equal(line, text.replaceAll(/\s+/g, ' ').trim());
    }),
  );
});

test('a run is started under what it is about', () => {
  const given = { runbook: 'databaseIssues', system: 'shop', by: 'alertmanager' };
  const { staticSummary, staticDetails } = startedAs({
    ...given,
    severity: 'P1',
    summary: 'too many connections',
  });
  assert.equal(staticSummary, 'P1 shop: too many connections');
  assert.equal(staticDetails, 'Runbook databaseIssues of shop, started by alertmanager.');
  assert.equal(startedAs({ ...given, mode: 'shadow' }).staticSummary, 'shadow shop: databaseIssues');
});
