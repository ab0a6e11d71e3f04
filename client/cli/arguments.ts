import { InvalidArgumentError } from 'commander';
import { didYouMean, oneOf } from '../../systems/nearest.ts';
import { isRunbook, type RunbookName, runbooks } from '../../workflows/contract/runbooks.ts';

/** A plan's number. @throws InvalidArgumentError */
export function planNumber(text: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(text))
    throw new InvalidArgumentError('It takes the number of a plan, e.g. 1.');
  return Number(text);
}

/** A plan's hash. @throws InvalidArgumentError */
export function planHash(text: string): string {
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new InvalidArgumentError(
      'It takes the 64 hex digits of the plan, as "mayday show --json" has them.',
    );
  }
  return text;
}

/** A runbook's name. @throws InvalidArgumentError */
export function runbookName(text: string): RunbookName {
  if (isRunbook(text)) return text;
  const known = Object.keys(runbooks);
  throw new InvalidArgumentError(`Runbooks: ${oneOf(known)}${didYouMean(text, known) || '.'}`);
}

const longest = 4_000;

/** Words of a person, which a message carries whole. @throws InvalidArgumentError */
export function words(text: string): string {
  const trouble = wordsTrouble(text);
  if (trouble) throw new InvalidArgumentError(trouble);
  return text.trim();
}

/** Why a text cannot go into a message, as a sentence. */
export function wordsTrouble(text: string): string | undefined {
  if (text.trim() === '') return 'It is empty.';
  return text.length > longest ? `It has ${text.length} characters, and ${longest} are the most.` : undefined;
}

/** A JSON object. @throws InvalidArgumentError */
export function jsonObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InvalidArgumentError(`It is no JSON: ${(error as Error).message}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidArgumentError('It takes a JSON object, e.g. \'{"replicas": 3}\'.');
  }
  return value as Record<string, unknown>;
}
