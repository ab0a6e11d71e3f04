import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { durationExpected } from '../duration.ts';
import { choice, duration, list, mapping, name, reference, text } from '../values.ts';

const publicKey = z
  .string({ error: 'an Ed25519 public key' })
  .refine(isPublicKey, `an Ed25519 public key (base64 of SPKI DER), or a \${NAME} that holds it`)
  .meta({
    pattern: `${reference.source}|^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$`,
    description: `an Ed25519 public key (base64 of SPKI DER, as "mayday keygen" prints it), or a \${NAME} that the worker resolves to one`,
  });

const slackId = (what: string, form: RegExp) =>
  z.string({ error: `the id of ${what}` }).regex(form, `the id of ${what}`);

const slackAccount = mapping({
  user: slackId('a Slack member, e.g. U024BE7LH', /^[UW][A-Z0-9]{2,20}$/),
  team: slackId('a Slack workspace, e.g. T024BE7LD', /^[TE][A-Z0-9]{2,20}$/),
});

/** Somebody, by the name under which the file speaks of them. */
export const person = mapping({
  publicKey: publicKey.optional(),
  slack: slackAccount.optional(),
  handle: text.optional(),
  email: z.email({ error: 'a mail address' }).optional(),
  phone: text.optional(),
  backup: name.optional(),
  placeholder: text.optional(),
});

const atOnce = z.literal('at once').transform(() => 0);

const after = z.union([atOnce, duration], { error: `"at once", or ${durationExpected}` });

/** Roles: who is reached when nobody acknowledges, and while the incident is open. */
export const ladder = mapping({
  response: list(name).min(1, 'at least one role').optional(),
  resolution: list(mapping({ role: name, after: after.optional() })).optional(),
});

export const onCall = mapping({
  source: choice(['catalogue', 'pagerduty']),
  link: z.url({ error: 'a URL' }).optional(),
});

export const channels = mapping({
  incidents: text.optional(),
  alerts: text.optional(),
  perIncident: z.boolean({ error: 'true or false' }).optional(),
  social: text.optional(),
  statusPage: z.url({ error: 'a URL' }).optional(),
  hotline: text.optional(),
  email: z.email({ error: 'a mail address' }).optional(),
});

function isPublicKey(value: string): boolean {
  if (reference.test(value)) return true;
  try {
    const key = createPublicKey({ key: Buffer.from(value, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}
