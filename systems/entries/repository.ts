import { z } from 'zod';
import { duration, mapping, numberBetween, reference, text } from '../values.ts';

const url = z
  .string({ error: 'the URL of a repository' })
  .refine(
    (written) =>
      reference.test(written) || /^(https?:\/\/[^/]+\/[\w.-]+\/[\w.-]+|file:\/\/\/.+)$/.test(written),
    `https://github.com/owner/name, file:///folder of a clone, or a \${NAME} that holds one of them`,
  );

/** Where the commits of a system are. */
export const repository = mapping({
  url,
  bearer: z
    .string({ error: `a \${NAME} that holds the token` })
    .regex(reference, `a \${NAME} that holds the token`)
    .optional(),
  branch: text.refine((branch) => !branch.startsWith('-'), 'the name of a branch').optional(),
  since: duration.optional(),
  atLeast: numberBetween(1, 20).int('a whole number').optional(),
});
