import { ApplicationFailure } from '@temporalio/common';
import type { Approver } from '../../systems/catalogue.ts';
import { vouchedDoors } from '../../workflows/contract/people.ts';
import type { Decision } from '../../workflows/contract/plans.ts';
import type { Resolve } from '../dependencies.ts';
import type { Case } from './judge-decision.ts';
import { signedBy } from './signature.ts';

/** Why a signature does not count; where there is one that does, `judged` is verified. */
export function badSignature(given: Case, judged: { verified: boolean }): string | undefined {
  const { catalogue, resolve, system, decision, now } = given;
  if (decision.signature === undefined) return undefined;
  if (vouchedDoors.includes(decision.door)) return notVouchedFor(given, judged);
  const people = catalogue.people(system);
  const actor = people.get(decision.actor);
  if (actor === undefined) return undefined;
  if (actor.publicKeys.length === 0) {
    return `${actor.name} has no public key at ${system}, so the signature cannot be checked: add one to systems/${system}.yaml.`;
  }
  const fitting = actor.publicKeys.find(({ key }) => signedBy([resolve(key)], decision));
  if (fitting) {
    if (fitting.until !== undefined && now > Date.parse(fitting.until)) {
      return `The signature is by a key of ${actor.name}'s that counted until ${fitting.until.slice(0, 10)}: sign with the one that replaced it.`;
    }
    judged.verified = true;
    return undefined;
  }
  const owner = [...people.values()].find((other) => signedByOther(other, decision, resolve));
  return owner === undefined
    ? `The signature does not fit: the decision was altered, made for another incident, or signed with a key that is not ${actor.name}'s.`
    : `The signature is by ${owner.name}'s key, not by ${actor.name}'s: decide under your own name.`;
}

/** The gateway says which account clicked, or who signed in; the catalogue, whose that is. */
function notVouchedFor(given: Case, judged: { verified: boolean }): string | undefined {
  const { catalogue, system, decision, gatewayKeys = [] } = given;
  if (gatewayKeys.length === 0) return undefined;
  if (!signedBy(gatewayKeys, decision)) {
    return 'The signature is by no gateway that the worker knows: MAYDAY_GATEWAY_PUBLIC_KEY of the worker must hold the public half of the MAYDAY_GATEWAY_KEY of the gateway.';
  }
  const actor = catalogue.people(system).get(decision.actor);
  if (actor === undefined) return undefined;
  const because = decision.door === 'slack' ? notTheirAccount(given, actor) : notTheirSession(given, actor);
  judged.verified = because === undefined;
  return because;
}

function notTheirAccount({ system, decision }: Case, actor: Approver): string | undefined {
  const { user, team } = decision.slack ?? {};
  if (user !== undefined && actor.slack?.user === user && actor.slack.team === team) return undefined;
  return `The click came from a Slack account that is not ${actor.name}'s in the catalogue of ${system}: write the ids of the right one under "people".`;
}

function notTheirSession({ system, decision, resolve, now }: Case, actor: Approver): string | undefined {
  const { signedIn } = decision;
  if (signedIn && 'email' in signedIn) {
    if (actor.email?.toLowerCase() === signedIn.email.toLowerCase()) return undefined;
    return `Who decided is signed in as ${signedIn.email}, which is not ${actor.name}'s mail address in the catalogue of ${system}: write the right one under "people".`;
  }
  const own = signedIn?.key && actor.publicKeys.find(({ key }) => resolve(key) === signedIn.key);
  if (!own) {
    return `Who decided is signed in with a key that is not ${actor.name}'s in the catalogue of ${system}: write the right one under "people", or sign in with ${actor.name}'s.`;
  }
  if (own.until === undefined || now <= Date.parse(own.until)) return undefined;
  return `Who decided is signed in with a key of ${actor.name}'s that counted until ${own.until.slice(0, 10)}: sign in with the one that replaced it.`;
}

function signedByOther({ publicKeys }: Approver, decision: Decision, resolve: Resolve): boolean {
  try {
    return signedBy(
      publicKeys.map(({ key }) => resolve(key)),
      decision,
    );
  } catch (error) {
    if (error instanceof ApplicationFailure) return false;
    throw error;
  }
}
