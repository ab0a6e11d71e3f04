import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { signDecision } from '../../client/keys/sign.ts';
import {
  acknowledgeSignal,
  approveSignal,
  type DecisionMessage,
  type Message,
} from '../../workflows/contract/messages.ts';
import type { Play } from '../harness/play.ts';
import { story } from '../harness/story.ts';

/** A click as the gateway signals it. */
async function click(incident: Play, name: string, user: string): Promise<DecisionMessage> {
  const { stage } = incident;
  const { keyId } = await incident.view();
  const [planned] = await incident.plans();
  if (!planned) throw new Error('nothing was planned');
  const { id: plan, hash } = planned.plan;
  const at = await stage.now();
  const slack = { user, team: 'TDEMO' };
  const { signature } = signDecision(stage.gateway.privateKeyPem, {
    incident: keyId,
    plan,
    hash,
    decision: 'approve',
    actor: name,
    door: 'slack',
    slack,
    at,
  });
  const by = { name, door: 'slack', slack: { ...slack, channel: 'CINCIDENTS' } } as const;
  return { id: randomUUID(), incident: keyId, by, plan, hash, at, signature };
}

function answers(incident: Play): [user: string | undefined, says: string][] {
  return incident.stage.said
    .filter(({ kind }) => kind === 'answer')
    .map(({ slack, text }) => [slack?.user, text]);
}

story('a click in Slack counts as the approver whose account it is', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.handle.signal(approveSignal, await click(incident, 'alice', 'UALICE'));
  const { phase } = await incident.result();
  assert.equal(phase, 'resolved');
  const [approved] = await incident.facts('approved');
  assert.deepEqual(approved?.by, { kind: 'person', name: 'alice', door: 'slack', verified: true });
  assert.deepEqual(answers(incident), []);
});

story('who clicked in vain is told why, and nobody else', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  const bob = await click(incident, 'bob', 'UBOB');
  const eve = await click(incident, 'slack:TDEMO/UEVE', 'UEVE');
  const forged = await click(incident, 'alice', 'UEVE');
  for (const message of [bob, bob, eve, forged]) await incident.handle.signal(approveSignal, message);
  for (const { id = '' } of [bob, eve, forged]) await incident.answer(id);
  const whom = 'ask alice (on-call) or carol (incident-commander).';
  await incident.until('all are told', () => answers(incident).length === 3);
  assert.deepEqual(answers(incident).slice(0, 2), [
    ['UBOB', `bob is not an approver of demo: ${whom}`],
    ['UEVE', `"slack:TDEMO/UEVE" is not named in the catalogue of demo: ${whom}`],
  ]);
  assert.match(answers(incident)[2]?.[1] ?? '', /^The click came from a Slack account that is not alice's/);
  assert.equal((await incident.facts('decision refused')).length, 3);
  assert.deepEqual(stage.world.ended, []);
});

story('who clicks late is told who was there before, and when', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  await incident.approve('alice');
  const late = await click(incident, 'bob', 'UBOB');
  await incident.handle.signal(approveSignal, late);
  const { hash: _, plan: __, ...seen }: Message & Partial<DecisionMessage> = late;
  await incident.handle.signal(acknowledgeSignal, { ...seen, id: randomUUID() });
  await incident.until('both are told', () => answers(incident).length === 2);
  // Each goes out by itself, so either may be first.
  const told = answers(incident).map(([, says]) => says);
  const [approval, acknowledgement] = told.sort(
    (a, b) => Number(/had acknowledged/.test(a)) - Number(/had acknowledged/.test(b)),
  );
  assert.match(approval ?? '', /^alice approved plan 1 at \d\d:\d\d:\d\d UTC$/);
  assert.match(acknowledgement ?? '', /^alice had acknowledged at \d\d:\d\d:\d\d UTC$/);
});

story('a button of an earlier incident does nothing to the one that is open now', async (stage) => {
  const incident = await stage.alert();
  await incident.asked();
  const { id, by } = await click(incident, 'alice', 'UALICE');
  await incident.handle.signal(acknowledgeSignal, { id, by, incident: 'another key id' });
  await incident.until('she is told', () => answers(incident).length === 1);
  assert.match(answers(incident)[0]?.[1] ?? '', /^that is about an earlier incident/);
  assert.equal((await incident.view()).acknowledgedBy, undefined);
});
