import { handwork } from '../contract/details.ts';
import type { Mitigation, Question } from '../contract/mitigations.ts';
import type { PlanParameters } from '../contract/plans.ts';
import { wordOf, wordsOf } from '../contract/script-words.ts';
import type { Incident } from './incident.ts';

/** A mitigation of the system by name, or a sentence with those there are. */
export function mitigationNamed(incident: Incident, name: string): Mitigation | string {
  const { mitigations, byHand = [], system } = incident.profile;
  const found = mitigations.find((mitigation) => mitigation.name === name);
  if (found) return found;
  const hand = byHand.find((mitigation) => mitigation.name === name);
  if (hand) return `Mayday cannot do that by itself yet. ${handwork(hand).join('; ')}`;
  const known = mitigations.map((mitigation) => mitigation.name).join(', ') || 'none';
  return `${system} has no mitigation "${name.slice(0, 50)}"; it has: ${known}`;
}

/** What a mitigation still has to be told. */
export function openQuestions({ asks }: Mitigation, parameters: PlanParameters): string[] {
  return asks
    .filter(({ name }) => parameters[name] === undefined)
    .map(({ name, question }) => `${name}: ${question}`);
}

/** Why an answer cannot be taken, as a sentence that says what to write instead. */
export function badAnswer(
  { name: mitigation, asks }: Mitigation,
  parameters: PlanParameters,
): string | undefined {
  for (const [name, value] of Object.entries(parameters)) {
    const asked = asks.find((question) => question.name === name);
    if (!asked) {
      const known = asks.map((question) => question.name).join(', ') || 'nothing';
      return `${mitigation} does not ask for "${name.slice(0, 50)}"; it asks for ${known}`;
    }
    const wanted = expected(asked, value);
    if (wanted !== undefined) return `${name} takes ${wanted}`;
  }
  return undefined;
}

const quantities = {
  memory: {
    form: /^[1-9]\d*(\.\d+)?(Ki|Mi|Gi|Ti|k|M|G|T)$/,
    words: 'an amount of memory, like 512Mi or 2Gi',
  },
  cpu: { form: /^([1-9]\d*m|\d*[1-9]\d*|\d+\.\d*[1-9]\d*)$/, words: 'an amount of CPU, like 500m or 2' },
} as const;

/** What an answer should have been; undefined if it is that. */
function expected(asked: Question, value: PlanParameters[string]): string | undefined {
  switch (asked.kind) {
    case 'integer': {
      const { min, max = Number.MAX_SAFE_INTEGER } = asked;
      const fits = Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max;
      const range = asked.max === undefined ? `from ${min}` : `from ${min} to ${max}`;
      return fits && typeof value === 'number' ? undefined : `a whole number ${range}`;
    }
    case 'text':
      return String(value ?? '').trim() === '' ? 'a text' : undefined;
    case 'address':
    case 'user':
    case 'backup':
    case 'line':
      return wordOf(asked.kind, value) === undefined ? wordsOf[asked.kind] : undefined;
    default: {
      const { form, words } = quantities[asked.kind];
      return form.test(String(value)) ? undefined : words;
    }
  }
}
