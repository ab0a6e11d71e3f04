import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leased, maintained } from '../../../client/board/configured/keepers.ts';
import type { OpenLease } from '../../../client/keepers/leases.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import type { Grant } from '../../../workflows/contract/lease.ts';

const sees = (_system: string, runbook: string) => runbook !== 'securityIncident';

function grant(runbook: string, incident: string): Grant {
  return {
    keyId: 'k',
    incident,
    workflowId: `incident:shop:${runbook}:0123`,
    firstRunId: 'r',
    plan: 2,
    what: `Restart <${incident}>`,
    token: 1,
    since: '2026-11-22T10:00:00Z',
    until: '2026-11-22T10:12:00Z',
  };
}

const lease = (holder: Grant | undefined, queue: Grant[] = []): OpenLease => ({
  system: 'shop',
  target: 'api',
  ...(holder ? { holder } : {}),
  queue,
  changes: ['2026-11-22T09:59:00Z'],
});

test('a lease says which incident changes what until when, and who waits', () => {
  const shown = leased(
    [lease(grant('databaseIssues', 'INC-AAAAAA'), [grant('highCpu', 'INC-BBBBBB')])],
    sees,
  );
  assert.match(
    shown,
    /href="\/board\/incidents\/INC-AAAAAA">INC-AAAAAA<\/a>, plan 2: Restart &#60;INC-AAAAAA&#62;/,
  );
  assert.match(shown, /data-due="2026-11-22T10:12:00Z"/);
  assert.match(shown, /INC-BBBBBB<\/a>/);
});

test('a restricted incident is neither named nor is what it does told to those who may not read it', () => {
  const hidden = grant('securityIncident', 'INC-CCCCCC');
  const shown = leased([lease(hidden), lease(undefined, [hidden])], sees);
  assert.doesNotMatch(shown, /INC-CCCCCC|Restart/);
  assert.match(shown, /an incident that only people of shop see/);
});

test('alerts that maintenance holds are listed, those of restricted runbooks only to their people', () => {
  const place = (runbook: string, name: string) => ({
    workflowId: 'w',
    runbook,
    group: 'g',
    summary: '',
    alerts: [{ name, startsAt: '2026-11-22T10:00:00Z' }],
  });
  const held = {
    system: 'shop',
    windows: [],
    places: [place('highCpu', 'Busy'), place('securityIncident', 'Intruder')],
    resolved: 0,
    delivered: 0,
  };
  const parts = { catalogue: openCatalogue('systems'), clock: () => Date.parse('2026-11-22T10:00:00Z') };
  assert.match(maintained([held], parts, sees), /Busy/);
  assert.doesNotMatch(maintained([held], parts, sees), /Intruder/);
  assert.match(
    maintained([held], parts, () => true),
    /Intruder/,
  );
  const silent = { ...held, places: [], silent: true as const };
  assert.match(maintained([silent], parts, sees), /Nobody answers for what is held of shop/);
});
