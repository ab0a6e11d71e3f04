import { z } from 'zod';
import { choice, mapping, name, reference, text } from '../values.ts';
import { awaited } from './kubernetes-mitigations.ts';

const call = mapping({ script: name, mode: name.optional() });

const folder = text.refine(
  (written) => reference.test(written) || written.startsWith('/'),
  `a folder as a path that begins with "/", or a \${NAME} that holds it`,
);

const files = mapping({
  folder,
  pattern: text.refine((written) => !written.includes('/'), 'a name with "*" for any text: *.sql.gz'),
  as: choice(['path', 'name']).optional(),
});

/** Which backups there are, what is there dumped first, and then one of them restored. */
export const restoreDatabase = mapping({
  ...awaited,
  action: z.literal('postgres.restore'),
  target: name,
  script: name,
  mode: name.optional(),
  backups: z.union([call, files], {
    error: '{ script: NAME }, which lists them, or { folder: PATH, pattern: "*.sql.gz" }',
  }),
  dump: call,
  asks: z
    .record(name, mapping({ question: text, example: text.optional() }), { error: 'questions by name' })
    .optional(),
  risk: z.literal('destructive', { error: 'destructive, since it cannot be taken back' }),
});
