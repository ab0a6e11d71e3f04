import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../../workflows/contract/findings.ts';
import type { Incident } from '../../../workflows/incident/incident.ts';
import { healthSawNothing } from '../../../workflows/incident/verification.ts';

const health: Finding = { check: 'health', verdict: 'well', says: 'It answers.' };
const deploy = (state: string): Finding => ({
  check: 'rollouts in eu',
  verdict: 'sick',
  says: 'A deploy of web 39 s ago.',
  evidence: [
    { workload: 'web', revision: 3, state },
    { workload: 'web', revision: 2, state: null },
  ],
});
const errors: Finding = { check: 'logs of web', verdict: 'sick', says: '7 error lines.' };

function sawNothing(findings: Finding[], { round = 2, firing = {} } = {}): boolean {
  const timeline = [{ fact: { kind: 'checked', round, findings: [health, ...findings] } }];
  return healthSawNothing({ timeline, round, state: { firing } } as unknown as Incident);
}

test('a deploy that is complete is no trouble by itself once people have asked to look again', () => {
  assert.equal(sawNothing([deploy('complete')]), false);
  assert.equal(sawNothing([deploy('its rollout is not complete')]), true);
  assert.equal(sawNothing([deploy('complete'), errors]), true);
});

test('before that, and while an alert fires, it is what nobody has explained yet', () => {
  assert.equal(sawNothing([deploy('complete')], { round: 1 }), true);
  assert.equal(sawNothing([deploy('complete')], { firing: { alert: '2026-11-21T03:00:00Z' } }), true);
});
