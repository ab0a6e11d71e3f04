import { newKeyPair } from '../../client/keys/private-key.ts';
import { signDecision } from '../../client/keys/sign.ts';
import type { IncidentView } from '../../workflows/contract/incident.ts';
import type { DecisionMessage } from '../../workflows/contract/messages.ts';
import type { Decision } from '../../workflows/contract/plans.ts';

/** The demo's people; on the stage carol has a key, too. */
export type Person = 'alice' | 'bob' | 'carol';

export type KeyRing = Record<Person, { privateKeyPem: string; publicKey: string }>;

export function newKeys(): KeyRing {
  return { alice: newKeyPair(), bob: newKeyPair(), carol: newKeyPair() };
}

/** A signed decision on the plan that waits, as the command line sends it. */
export function decisionOf(
  keys: KeyRing,
  person: Person,
  view: IncidentView,
  choice: Pick<Decision, 'decision' | 'at' | 'reason' | 'breakGlass'>,
): DecisionMessage {
  const { pending, keyId } = view;
  if (!pending) throw new Error('no plan waits for a decision');
  const { plan, hash, at, reason, breakGlass, signature } = signDecision(keys[person].privateKeyPem, {
    incident: keyId,
    plan: pending.id,
    hash: pending.hash,
    actor: person,
    door: 'cli',
    ...choice,
  });
  return { plan, hash, at, reason, breakGlass, signature, by: { name: person, door: 'cli' } };
}
