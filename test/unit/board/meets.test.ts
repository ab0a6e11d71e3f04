import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WhatStarts } from '../../../client/alerts/explanation.ts';
import { saidOf } from '../../../client/board/configured/channel-news.ts';
import { meets } from '../../../client/board/configured/meets.ts';
import type { Glanced } from '../../../client/incidents/glance.ts';
import type { Catalogue } from '../../../systems/catalogue.ts';
import type { IncidentGlance } from '../../../workflows/contract/incident.ts';
import { incidentWorkflowId } from '../../../workflows/contract/keys.ts';
import type { Severity } from '../../../workflows/contract/profile.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
const explains = [{ runbook: 'databaseIssues', explains: ['highErrorRate'], within: 900_000 }];
const catalogue = { file: () => ({ explains }) } as unknown as Catalogue;
const parts = { catalogue, clock: () => now };

function starts(severity: Severity = 'P1', group = 'g'): WhatStarts {
  return {
    workflowType: 'highErrorRate',
    workflowId: incidentWorkflowId('shop', 'highErrorRate', group),
    system: 'shop',
    severity,
    summary: '',
    firing: 1,
    resolved: 0,
  };
}

function open(runbook: string, glance?: Partial<IncidentGlance>, system = 'shop'): Glanced {
  const workflowId = incidentWorkflowId(system, runbook, 'g');
  return { workflowId, incident: 'INC-1', system, runbook, ...(glance ? { glance } : {}) } as Glanced;
}

const minutesAgo = (minutes: number) => new Date(now - minutes * 60_000).toISOString();

test('an alert joins the open incident of its own place, whatever explains it', () => {
  const own = open('highErrorRate');
  const other = open('databaseIssues', { openedAt: minutesAgo(1), severity: 'P0' });
  assert.deepEqual(meets(starts(), [other, own], parts), { kind: 'joins', incident: own });
});

test('an open incident that explains it stands for it, unless the new one is worse', () => {
  const other = open('databaseIssues', { openedAt: minutesAgo(14), severity: 'P1' });
  assert.deepEqual(meets(starts('P1'), [other], parts), { kind: 'explained', incident: other, folded: true });
  assert.deepEqual(meets(starts('P0'), [other], parts), {
    kind: 'explained',
    incident: other,
    folded: false,
  });
});

test('what began too long ago, is folded itself, does not answer or is of another system explains nothing', () => {
  const severity = 'P0' as const;
  for (const other of [
    open('databaseIssues', { openedAt: minutesAgo(16), severity }),
    open('databaseIssues', { openedAt: minutesAgo(1), severity, folded: true }),
    open('databaseIssues'),
    open('databaseIssues', { openedAt: minutesAgo(1), severity }, 'bank'),
    open('highCpu', { openedAt: minutesAgo(1), severity }),
  ]) {
    assert.deepEqual(meets(starts(), [other], parts), { kind: 'none' });
  }
});

test('of a channel the last word counts, and what is not configured says what to set', () => {
  const said = saidOf(
    [
      { at: '2026-11-22T10:00:00Z', fact: { kind: 'not configured', channels: ['mail (set A and B)', 'x'] } },
      {
        at: '2026-11-22T10:01:00Z',
        fact: { kind: 'channel away', channel: 'slack', because: 'no answer', instead: [] },
      },
      { at: '2026-11-22T10:02:00Z', fact: { kind: 'channel back', channel: 'slack' } },
      {
        at: '2026-11-22T10:03:00Z',
        fact: { kind: 'channel away', channel: 'teams', because: 'refused', instead: ['mail'] },
      },
    ],
    'INC-1',
  );
  const states = [...said].map(([name, { state, says }]) => [name, state, says]);
  assert.deepEqual(states, [
    ['mail', 'not configured', 'set A and B'],
    ['x', 'not configured', ''],
    ['slack', 'back', 'and has heard everything'],
    ['teams', 'away', 'refused'],
  ]);
});
