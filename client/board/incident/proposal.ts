import { z } from 'zod';

/** Before the name of what a mitigation asks, in the fields of its form. */
export const answerField = 'set.';

/** A form of a mitigation: its name, and the answers to what it asks. */
export const proposal = z
  .looseObject({ mitigation: z.string('This form names no mitigation: load the page again.').max(100) })
  .transform(({ mitigation, ...fields }, context) => {
    const given = Object.entries(fields).filter(([name]) => name.startsWith(answerField));
    const parameters = given.map(([name, value]) => [
      name.slice(answerField.length),
      answerOf(`${value}`.trim()),
    ]);
    const empty = parameters.flatMap(([name, value]) => (value === '' ? [name] : []));
    if (empty.length > 0) {
      context.addIssue({
        code: 'custom',
        message: `${mitigation} needs to know: ${empty.join(', ')}. Write it in its field.`,
      });
    }
    return { mitigation, parameters: Object.fromEntries(parameters) as Record<string, string | number> };
  });

/** A number where it is one, as the command line reads it, too. */
export function answerOf(typed: string): string | number {
  return /^-?\d{1,15}$/.test(typed) ? Number(typed) : typed;
}
