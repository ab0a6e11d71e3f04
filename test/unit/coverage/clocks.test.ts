import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClockRow, clockRows, isAssumed } from '../../../docs/generate/clocks.ts';
import type { Coverage } from '../../../docs/generate/coverage-file.ts';
import { readCoverage, readSystems } from '../../../docs/generate/sources.ts';
import { severities } from '../../../workflows/contract/profile.ts';

const coverage = readCoverage();

test('every severity of the five systems has its row of clocks, by its own word', () => {
  const rows = clockRows.filter(({ runbook }) => runbook === 'generalIncident');
  const words = readSystems()
    .filter(({ id }) => coverage.some(({ system }) => system === id))
    .flatMap(({ id, system }) =>
      severities.map((severity) => `${id} ${severity} ${system.severities[severity]?.label}`),
    );
  assert.deepEqual(
    rows.map(({ system, severity, of }) => `${system} ${severity} ${of}`).sort(),
    words.sort(),
  );
});

for (const document of coverage) {
  test(`${document.system}: a clock that is not marked as assumed stands in the list of its document`, () => {
    const rows = clockRows.filter(({ system }) => system === document.system);
    assert.deepEqual(
      rows.flatMap((row) => unfounded(row, document)),
      [],
    );
  });
}

/** What a row does not mark as assumed, and no fact of the document is about. */
function unfounded({ severity, of, clocks }: ClockRow, { facts }: Coverage): string[] {
  const says = (at: string) => facts.some((fact) => fact.at === `severities.${severity}.${at}`);
  const isOnALadder = (role: string) =>
    facts.some(
      ({ at = '', says, is = says }) => /ladder\.(response|resolution)\.\d+/.test(at) && is === role,
    );
  const terms = [
    ['response', clocks.response, says('response')],
    ['resolution', clocks.resolution, says('resolution') || clocks.resolution === 'none'],
    ['reach', clocks.reach, says('reach')],
    ['updates', clocks.updates, says('updates') || clocks.updates === '–'],
  ] as const;
  const ladders = [clocks.untilAcknowledged, clocks.untilResolved].filter((cell) => !isAssumed(cell));
  return [
    ...terms.flatMap(([term, cell, founded]) => (isAssumed(cell) || founded ? [] : `${term} ${cell}`)),
    ...ladders.flatMap(roles).filter((role) => !isOnALadder(role)),
  ].map((what) => `${severity} ${of}: ${what}`);
}

/** `on-call at once, secondary 15m, nobody left 30m` → on-call and secondary. */
function roles(cell: string): string[] {
  const [first = ''] = cell;
  if (first === '–') return [];
  return cell
    .split(', ')
    .map((step) => step.split(' ')[0] ?? '')
    .filter((role) => role !== 'nobody');
}
