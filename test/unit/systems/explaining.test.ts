import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { explainingProfile } from '../../../systems/explaining.ts';
import { loadSystem } from '../../../systems/load.ts';
import { holds, inForce, maintenanceWindows } from '../../../systems/maintenance.ts';
import type { SystemFile } from '../../../systems/schema.ts';

const lines = (section: string) =>
  `system: shop\ntitle: Shop\nrunbooks: { highErrorRate: {}, applicationOutage: {}, securityIncident: {} }\n${section}\n`;

function loaded(section: string): SystemFile {
  const read = loadSystem('shop.yaml', lines(section));
  assert.ok('system' in read, read.problems.join('\n'));
  return read.system;
}

test('what a runbook explains is in the profile of its incidents, and of no others', () => {
  const file = loaded('explains: [{ runbook: applicationOutage, explains: [highErrorRate], within: 5m }]');
  const assumed: string[] = [];
  const of = (runbook: 'applicationOutage' | 'highErrorRate') =>
    explainingProfile(file, runbook, (says) => assumed.push(says));
  assert.deepEqual(of('applicationOutage'), { explains: { runbooks: ['highErrorRate'], within: 300_000 } });
  assert.deepEqual(of('highErrorRate'), {});
  assert.deepEqual(assumed, []);
});

test('how far apart the two may begin is assumed where the file does not say', () => {
  const file = loaded('explains: [{ runbook: applicationOutage, explains: [highErrorRate] }]');
  const assumed: string[] = [];
  const { explains } = explainingProfile(file, 'applicationOutage', (says) => assumed.push(says));
  assert.equal(explains?.within, 900_000);
  assert.deepEqual(assumed, ['explains: the file does not say how far apart the two may begin, so 15m']);
});

describe('a section that is wrong', () => {
  const cases: [section: string, says: RegExp][] = [
    [
      'explains: [{ runbook: applicationOutge, explains: [highErrorRate] }]',
      /^shop\.yaml:4: explains\.0\.runbook: found "applicationOutge", expected a runbook of this system \(.*\); did you mean "applicationOutage"\?$/,
    ],
    [
      'explains: [{ runbook: applicationOutage, explains: [databaseIssues] }]',
      /^shop\.yaml:4: explains\.0\.explains\.0: found "databaseIssues", expected a runbook of this system/,
    ],
    [
      'explains: [{ runbook: applicationOutage, explains: [applicationOutage] }]',
      /^shop\.yaml:4: explains\.0\.explains\.0: found "applicationOutage", which cannot explain itself$/,
    ],
    [
      'explains: [{ runbook: applicationOutage, explains: [securityIncident] }]',
      /^shop\.yaml:4: explains\.0\.explains\.0: found "securityIncident", expected any other: nothing explains an intrusion away$/,
    ],
    [
      'explains: [{ runbook: applicationOutage, explains: [] }]',
      /^shop\.yaml:4: explains\.0\.explains: found an empty list, expected at least one runbook$/,
    ],
    [
      'explains: [{ runbook: applicationOutage, explains: [highErrorRate], within: 1d }]',
      /^shop\.yaml:4: explains\.0\.within: found "1d", expected a duration of at most 1h$/,
    ],
    [
      'maintenance: [{ from: 2026-12-01, until: 2026-12-02 02:00, reason: a disk }]',
      /^shop\.yaml:4: maintenance\.0\.from: found "2026-12-01", expected a local time such as 2026-11-02 09:00$/,
    ],
    [
      'maintenance: [{ from: 2026-12-02 22:00, until: 2026-12-02 02:00, reason: a disk }]',
      /^shop\.yaml:4: maintenance\.0\.until: found "2026-12-02 02:00", expected a time after from$/,
    ],
    [
      'maintenance: [{ from: 2026-12-01 22:00, until: 2026-12-02 02:00 }]',
      /^shop\.yaml:4: maintenance\.0\.reason: found nothing, expected text$/,
    ],
    [
      `maintenance: [{ from: 2026-12-01 22:00, until: 2026-12-02 02:00, reason: a disk, matchers: ['team'] }]`,
      /^shop\.yaml:4: maintenance\.0\.matchers\.0: found "team", expected a matcher of Alertmanager/,
    ],
  ];
  for (const [section, says] of cases)
    test(section, () => {
      const { problems } = loadSystem('shop.yaml', lines(section));
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0] ?? '', says);
    });
});

describe('windows of maintenance', () => {
  const file = loaded(
    `calendar: { zone: Europe/Berlin }\nmaintenance: [{ from: 2026-12-01 22:00, until: 2026-12-02 02:00, reason: a disk, matchers: ['team="web"'] }]`,
  );
  const windows = maintenanceWindows(file);

  test('are in the zone of the calendar', () =>
    assert.deepEqual(
      windows.map(({ from, until }) => [from, until]),
      [['2026-12-01T21:00:00.000Z', '2026-12-02T01:00:00.000Z']],
    ));

  test('are in force from their beginning until just before their end', () => {
    const at = (instant: string) => inForce(windows, new Date(instant)).length;
    assert.deepEqual(
      ['2026-12-01T20:59:59Z', '2026-12-01T21:00:00Z', '2026-12-02T00:59:59Z', '2026-12-02T01:00:00Z'].map(
        at,
      ),
      [0, 1, 1, 0],
    );
  });

  test('hold what fits their matchers, and what nobody knows the labels of', () => {
    assert.equal(holds(windows, { team: 'web' })?.reason, 'a disk');
    assert.equal(holds(windows, { team: 'api' }), undefined);
    assert.equal(holds(windows, null)?.reason, 'a disk');
    assert.equal(holds([], null), undefined);
  });
});
