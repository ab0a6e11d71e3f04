import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import type { Observation } from '../../../client/gateway/metrics/observer.ts';
import { standingGauges } from '../../../client/gateway/metrics/standing.ts';

type Seen = NonNullable<Observation['open']>['incidents'][number];

const now = Date.parse('2026-11-22T10:10:00Z');

/** The lines of metrics after a look that followed another one. */
async function shown(look: Observation, paged?: boolean): Promise<string[]> {
  const registry = new Registry();
  const itself = { systems: () => ['shop'], problems: () => 2, paged: () => paged };
  const show = standingGauges(registry, itself, () => now);
  show({ temporal: true, open: { incidents: [incident('shop', { unsaid: { mail: 9 } })] } });
  show(look);
  const text = await registry.metrics();
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

function incident(system: string, glance?: object): Seen {
  const word = { severity: 'P1', phase: 'mitigating', mode: 'live', ...glance };
  const workflowId = `incident:${system}:databaseIssues:1`;
  return { workflowId, system, ...(glance ? { glance: word } : {}) } as unknown as Seen;
}

test('what waits is counted, with the age of the oldest plan by severity', async () => {
  const plans = [{ since: '2026-11-22T10:00:00Z' }, { since: '2026-11-22T10:09:00Z' }];
  const open = { incidents: [incident('shop', { plans, unsaid: { slack: 2 } }), incident('shop', {})] };
  const lines = await shown({ temporal: true, open });
  for (const line of [
    'mayday_temporal_up 1',
    'mayday_incidents_open{system="shop",severity="P1",phase="mitigating",mode="live"} 2',
    'mayday_approvals_waiting{system="shop",severity="P1"} 2',
    'mayday_approval_oldest_seconds{severity="P1"} 600',
    'mayday_approval_oldest_seconds{severity="P0"} 0',
    'mayday_notices_waiting{channel="slack"} 2',
    'mayday_incidents_silent 0',
    'mayday_catalogue_problems 2',
  ])
    assert.ok(lines.includes(line), `${line} is not among\n${lines.join('\n')}`);
  assert.ok(!lines.some((line) => line.includes('mail')), 'what is said is not shown any more');
  assert.ok(!lines.some((line) => line.startsWith('mayday_watchman_paged')), 'there is no watchman');
});

test('a system that no file has is no label; who answers no more is silent, who was not asked yet is not', async () => {
  const asked = [incident('made-up-by-an-alert'), { ...incident('shop', {}), silent: true as const }];
  const lines = await shown({ temporal: true, open: { incidents: asked } }, true);
  assert.ok(
    lines.includes(
      'mayday_incidents_open{system="unknown",severity="unknown",phase="unknown",mode="live"} 1',
    ),
    lines.join('\n'),
  );
  assert.ok(lines.includes('mayday_incidents_silent 1'));
  assert.ok(lines.includes('mayday_watchman_paged 1'));
});

test('what Temporal did not say is absent, and not 0', async () => {
  const lines = await shown({ temporal: false });
  assert.ok(lines.includes('mayday_temporal_up 0'));
  for (const name of [
    'incidents_open',
    'incidents_silent',
    'approvals_waiting',
    'approval_oldest',
    'notices',
    'queue',
  ])
    assert.ok(!lines.some((line) => line.startsWith(`mayday_${name}`)), `${name}: ${lines.join('\n')}`);
});
