import { newKeyPair } from '../../client/keys/private-key.ts';
import { signDecision } from '../../client/keys/sign.ts';
import type { Approver, Catalogue, Policy } from '../../systems/catalogue.ts';
import { type Door, type SignedIn, vouchedDoors } from '../../workflows/contract/people.ts';
import type { Decision, Plan } from '../../workflows/contract/plans.ts';
import type { Needs, Risk } from '../../workflows/contract/profile.ts';

// Who decides, and on what, when decisions are tried out; the judge is the real one.

export type Person = 'alice' | 'bob' | 'cleo' | 'eve';

/** How somebody proves who they are. `none` = no signature. */
export type Proof =
  | 'own'
  | 'none'
  | "another's"
  | "another's account"
  | 'retired'
  | 'altered'
  | 'other incident'
  | 'other plan'
  | 'other version';

const keys = { alice: newKeyPair(), bob: newKeyPair(), cleo: newKeyPair(), eve: newKeyPair() };
const retired = { alice: newKeyPair(), bob: newKeyPair(), cleo: newKeyPair(), eve: newKeyPair() };
const gateway = newKeyPair();
const stranger = newKeyPair();

export const gatewayKeys = [gateway.publicKey];
export const incident = 'key-1';
export const now = Date.parse('2026-01-31T12:00:00Z');

const person = (name: Person, roles: string[]): Approver => ({
  name,
  roles,
  publicKeys: [
    { key: keys[name].publicKey },
    { key: retired[name].publicKey, until: '2025-12-31T23:59:59.999Z' },
  ],
  slack: accountOf(name),
});

/** Alice, bob and cleo are on call, eve is not. */
const people = new Map<string, Approver>(
  [
    person('alice', ['on-call']),
    person('bob', ['on-call']),
    person('cleo', ['on-call']),
    person('eve', ['support']),
  ].map((each) => [each.name, each]),
);

/** A catalogue in which everybody on call approves. */
export function catalogueOf(policy: Policy): Catalogue {
  const catalogue: Partial<Catalogue> = { people: () => people, policy: () => policy };
  return catalogue as Catalogue;
}

export function planOf(risk: Risk, needs: Needs, requestedBy?: string): Plan {
  return {
    id: 2,
    hash: 'a'.repeat(64),
    mitigation: 'flushCache',
    title: 'Flush the cache',
    risk,
    needs,
    requestedBy,
    round: 1,
    expiresAt: '2026-01-31T12:01:00Z',
    targets: [],
    preview: [],
    observed: '',
    predicted: '',
    blastRadius: '',
    undo: null,
  };
}

export type Said = Partial<Pick<Decision, 'decision' | 'reason' | 'breakGlass' | 'at'>>;

/** What somebody decides on plan 2 at a door. In Slack and at the board it is the gateway that vouches. */
export function decisionOf(name: Person | 'mallory', door: Door, proof: Proof, said: Said = {}): Decision {
  const decision: Decision = {
    incident,
    plan: 2,
    hash: 'a'.repeat(64),
    decision: 'approve',
    actor: name,
    door,
    at: '2026-01-31T11:59:50Z',
    reason: 'it is needed',
    ...(door === 'slack' && { slack: accountOf(proof === "another's account" ? 'eve' : name) }),
    ...(door === 'board' && { signedIn: sessionOf(name, proof) }),
    ...said,
  };
  if (proof === 'none') return decision;
  const { signature } = signDecision(keyOf(name, door, proof), { ...decision, ...signedInstead(proof) });
  // A decision about another plan says so; what was moved here from elsewhere, or altered, does not.
  const named = proof === 'other plan' || proof === 'other version' ? signedInstead(proof) : {};
  return { ...decision, ...named, signature };
}

function keyOf(name: Person | 'mallory', door: Door, proof: Proof): string {
  if (vouchedDoors.includes(door)) {
    const foreign = proof === "another's" || (proof === 'retired' && door === 'slack');
    return (foreign ? stranger : gateway).privateKeyPem;
  }
  if (name === 'mallory') return stranger.privateKeyPem;
  if (proof === "another's") return (name === 'eve' ? keys.alice : keys.eve).privateKeyPem;
  return (proof === 'retired' ? retired : keys)[name].privateKeyPem;
}

function signedInstead(proof: Proof): Partial<Decision> {
  switch (proof) {
    case 'altered':
      return { reason: 'another reason' };
    case 'other incident':
      return { incident: 'key-2' };
    case 'other plan':
      return { plan: 1 };
    case 'other version':
      return { hash: 'b'.repeat(64) };
    default:
      return {};
  }
}

/** Whose key opened it. */
function sessionOf(name: Person | 'mallory', proof: Proof): SignedIn {
  if (name === 'mallory') return { key: stranger.publicKey };
  if (proof === "another's account") return { key: (name === 'eve' ? keys.alice : keys.eve).publicKey };
  return { key: (proof === 'retired' ? retired : keys)[name].publicKey };
}

function accountOf(name: string): { user: string; team: string } {
  return { user: `U${name.toUpperCase()}`, team: 'TDEMO' };
}
