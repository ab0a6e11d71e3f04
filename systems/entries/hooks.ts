import { z } from 'zod';
import { list, mapping, name, reference, text } from '../values.ts';

const secret = (what: string) =>
  z.string({ error: `a \${NAME} that holds ${what}` }).regex(reference, `a \${NAME} that holds ${what}`);

const header = text.regex(/^[A-Za-z0-9-]+$/, 'the name of a header: letters, digits and "-"');

const pointer = text.regex(
  /^(\/([^~]|~[01])*)$/,
  'a place in the body as a JSON pointer: /alert/title, /items/0/name',
);

/** `at` a place one of these words stands. */
const words = mapping({
  at: pointer,
  firing: list(text).min(1, 'at least one word').optional(),
  resolved: list(text).min(1, 'at least one word').optional(),
}).refine(({ firing, resolved }) => firing || resolved, 'words of firing, of resolved, or of both');

const fields = mapping({
  name: text,
  status: z
    .union([pointer.transform((at) => ({ at, firing: ['firing'], resolved: ['resolved'] })), words], {
      error: 'a JSON pointer to "firing" or "resolved", or { at, firing, resolved } with your own words',
    })
    .optional(),
  summary: text.optional(),
  startsAt: pointer.optional(),
  fingerprint: text.optional(),
  group: text.optional(),
  labels: z.record(name, text, { error: 'labels, each with a JSON pointer or a text' }).default({}),
});

/** A sender of JSON that Mayday does not know, and where in its body an alert's fields are. */
export const hook = mapping({
  secret: secret('what the sender signs with').optional(),
  signature: mapping({ header, prefix: text.optional(), timestampHeader: header.optional() }).optional(),
  bearer: secret('the token that the sender shows').optional(),
  alerts: pointer.optional(),
  fields,
}).superRefine(({ secret: key, signature, bearer }, context) => {
  const issue = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  if (Boolean(key) === Boolean(bearer))
    issue('secret', `either a secret: \${NAME} with signature, or a bearer: \${NAME}`);
  else if (key && !signature)
    issue('signature', 'the header of the signature: { header: X-Hub-Signature-256, prefix: sha256= }');
  else if (bearer && signature) issue('signature', 'nothing beside bearer: a signature takes a secret');
});

export type HookEntry = z.output<typeof hook>;

export const hooks = z.record(name, hook, { error: 'senders by name' });
