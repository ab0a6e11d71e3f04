import { handwork } from '../contract/details.ts';
import type { Mitigation } from '../contract/profile.ts';
import type { Incident } from './incident.ts';

export type Parameters = Record<string, string | number>;

/** A mitigation of the system by name, or a sentence with those there are. */
export function mitigationNamed(incident: Incident, name: string): Mitigation | string {
  const { mitigations, byHand, system } = incident.profile;
  const found = mitigations.find((mitigation) => mitigation.name === name);
  if (found) return found;
  const hand = byHand.find((mitigation) => mitigation.name === name);
  if (hand) return `Mayday cannot do that by itself yet. ${handwork(hand).join('; ')}`;
  const known = mitigations.map((mitigation) => mitigation.name).join(', ') || 'none';
  return `${system} has no mitigation "${name.slice(0, 50)}"; it has: ${known}`;
}

/** What a mitigation still has to be told. */
export function openQuestions({ asks }: Mitigation, parameters: Parameters): string[] {
  return asks
    .filter(({ name }) => parameters[name] === undefined)
    .map(({ name, question }) => `${name}: ${question}`);
}

/** Why an answer cannot be taken, as a sentence that says what to write instead. */
export function badAnswer(
  { name: mitigation, asks }: Mitigation,
  parameters: Parameters,
): string | undefined {
  for (const [name, value] of Object.entries(parameters)) {
    const asked = asks.find((question) => question.name === name);
    if (!asked) {
      const known = asks.map((question) => question.name).join(', ') || 'nothing';
      return `${mitigation} does not ask for "${name.slice(0, 50)}"; it asks for ${known}`;
    }
    const { min, max = Number.MAX_SAFE_INTEGER } = asked;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) {
      const range = asked.max === undefined ? `from ${min}` : `from ${min} to ${max}`;
      return `${name} takes a whole number ${range}`;
    }
  }
  return undefined;
}
