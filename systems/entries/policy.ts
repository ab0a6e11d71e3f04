import { z } from 'zod';
import { risks } from '../../workflows/contract/profile.ts';
import { oneOf } from '../nearest.ts';
import { amount, choice, list, mapping, name, numberBetween } from '../values.ts';

const someRoles = list(name).min(1, 'at least one role');

/** One answer for all severities, or one for each. */
function bySeverity<const Words extends readonly [string, ...string[]]>(words: Words) {
  const word = choice(words);
  const each = word.optional();
  return z.union([word, mapping({ P0: each, P1: each, P2: each, P3: each })], {
    error: `${oneOf(words)}, or one of them for each severity`,
  });
}

/** Whose yes a change takes. */
export const policy = mapping({
  approvers: z
    .union(
      [
        someRoles,
        mapping({
          reversible: someRoles.optional(),
          disruptive: someRoles.optional(),
          destructive: someRoles.optional(),
        }),
      ],
      { error: 'a list of roles, or such lists for reversible, disruptive and destructive' },
    )
    .optional(),
  approvals: mapping({
    reversible: bySeverity(['none', 'one', 'two']).optional(),
    disruptive: bySeverity(['one', 'two']).optional(),
    destructive: z.literal('two', { error: 'two, always' }).optional(),
  }).optional(),
  singleResponder: z.boolean({ error: 'true or false' }).optional(),
  breakGlass: z.boolean({ error: 'true or false' }).optional(),
  unverifiedUpTo: z
    .enum(risks.slice(0, 3), { error: `${oneOf(risks.slice(0, 3))} (never destructive)` })
    .optional(),
  publicUpdates: choice(['ask', 'auto']).optional(),
  budgets: mapping({
    changesPerHour: numberBetween(1, 1_000).int('a whole number').optional(),
    sessionsPerIncident: numberBetween(1, 100_000).int('a whole number').optional(),
  }).optional(),
  ceilings: mapping({
    replicas: numberBetween(1, 1_000).int('a whole number').optional(),
    memory: amount('8Gi').optional(),
    cpu: amount('4').optional(),
    storage: amount('500Gi').optional(),
    connections: numberBetween(1, 262_143).int('a whole number').optional(),
  }).optional(),
});
