import { z } from 'zod';
import { quantity } from '../workflows/contract/quantities.ts';
import { durationExpected, durationMs, durationPattern } from './duration.ts';
import { oneOf } from './nearest.ts';

// Every message here completes the sentence "found …, expected …"; that of unknown keys lists the known ones.

export const text = z
  .string({
    error: ({ input }) => (['number', 'boolean'].includes(typeof input) ? 'text, in quotes' : 'text'),
  })
  .trim()
  .min(1, 'text')
  .max(500, 'a text of at most 500 characters');

export const name = z
  .string({ error: 'a name' })
  .regex(/^[A-Za-z][A-Za-z0-9._-]*$/, 'a name of letters, digits, "-", "_" and ".", starting with a letter');

/** A setting or secret that only a worker resolves. */
export const reference = /^\$\{[A-Z][A-Z0-9_]*\}$/;

/** "15m" becomes ms. */
export const duration = z
  .string({ error: durationExpected })
  .meta({ pattern: durationPattern.source, description: durationExpected })
  .transform((written, context) => {
    const ms = durationMs(written);
    if (ms !== undefined) return ms;
    context.issues.push({ code: 'custom', message: durationExpected, input: written });
    return z.NEVER;
  });

/** A quantity of Kubernetes, above nothing. */
export function amount(example: string) {
  const error = `an amount, in quotes, like "${example}"`;
  return z.string({ error }).refine((written) => (quantity(written) ?? 0) > 0, error);
}

/** Keys and values, and no other keys. */
export function mapping<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const keys = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? keys : `keys and values (${keys})`),
  });
}

export function list<Item extends z.ZodType>(item: Item) {
  return z.array(item, { error: 'a list' });
}

export function choice<const Choice extends readonly [string, ...string[]]>(choices: Choice) {
  return z.enum(choices, { error: oneOf(choices) });
}

export function numberBetween(least: number, most: number) {
  const error = `a number from ${least} to ${most}`;
  return z.number({ error }).min(least, error).max(most, error);
}
