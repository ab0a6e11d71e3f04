import type { Approver } from '../../systems/catalogue.ts';
import type { SignedIn } from '../../workflows/contract/people.ts';
import { namedValue } from '../gateway/named-value.ts';
import { isRestricted } from '../incidents/restricted.ts';
import type { BoardParts } from './parts.ts';
import type { SessionData } from './visitor.ts';

type Parts = Pick<BoardParts, 'catalogue' | 'environment' | 'clock' | 'settings'>;
type Visitor = Pick<SessionData, 'signedIn' | 'name' | 'readsOnly'>;

/**
 * The visitor's name in that system's file; undefined = may only read. The worker judges by its own catalogue,
 * so one that cannot be read here keeps nobody from saying something.
 */
export function nameAt(parts: Parts, visitor: Visitor, system: string): string | undefined {
  const people = peopleOf(parts, system);
  if (!people) return visitor.readsOnly ? undefined : visitor.name;
  return people.find((person) => isThem(parts, person, visitor.signedIn))?.name;
}

/** Everybody with a session reads everything but restricted incidents, which are for people of that system. */
export function mayRead(
  parts: Parts,
  { signedIn }: Visitor,
  { system, runbook }: { system: string; runbook: string },
): boolean {
  if (!isRestricted(parts.catalogue, system, runbook)) return true;
  return peopleOf(parts, system)?.some((person) => isThem(parts, person, signedIn)) ?? false;
}

/** What files call them, the first that does; undefined if none does. */
export function nameSomewhere(parts: Parts, signedIn: SignedIn): string | undefined {
  for (const system of systemsOf(parts)) {
    const person = peopleOf(parts, system)?.find((each) => isThem(parts, each, signedIn));
    if (person) return person.name;
  }
  return undefined;
}

/** Whether somebody whom no file names may read. */
export function isReader({ settings }: Pick<Parts, 'settings'>, signedIn: SignedIn): boolean {
  if (!('email' in signedIn)) return false;
  const email = signedIn.email.toLowerCase();
  return settings.readers.some((each) => (each.startsWith('@') ? email.endsWith(each) : email === each));
}

/** Whether a session goes on: who is taken out of all files is out at once, unless files cannot be read. */
export function mayStay(parts: Parts, { signedIn }: Visitor): boolean {
  if (isReader(parts, signedIn) || nameSomewhere(parts, signedIn) !== undefined) return true;
  const systems = systemsOf(parts);
  return systems.length === 0 || systems.some((system) => peopleOf(parts, system) === undefined);
}

function isThem({ environment, clock }: Parts, person: Approver, signedIn: SignedIn): boolean {
  if ('email' in signedIn) return person.email?.toLowerCase() === signedIn.email.toLowerCase();
  const { key: held } = signedIn;
  const value = (key: string) =>
    key.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => namedValue(name, environment) ?? '');
  return person.publicKeys.some(
    ({ key, until }) =>
      held !== '' && value(key) === held && (until === undefined || clock() <= Date.parse(until)),
  );
}

/** Undefined where the file cannot be read. */
function peopleOf({ catalogue }: Parts, system: string): Approver[] | undefined {
  try {
    return [...catalogue.people(system).values()];
  } catch {
    return undefined;
  }
}

function systemsOf({ catalogue }: Parts): string[] {
  try {
    return catalogue.systems();
  } catch {
    return [];
  }
}
