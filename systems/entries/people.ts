import { createPublicKey } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
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

const dayExpected = 'a day such as 2026-12-31';

/** A key that is replaced goes on to count until the end of a day, UTC. */
const retiringKey = mapping({
  key: publicKey,
  until: z.iso
    .date({ error: dayExpected })
    .transform((day) => `${day}T23:59:59.999Z`)
    .optional(),
});

const oneKey = z.union([publicKey.transform((key) => ({ key })), retiringKey], {
  error: 'an Ed25519 public key, or one with its "until"',
});

const publicKeys = z.union(
  [publicKey.transform((key) => [{ key }]), list(oneKey).min(1, 'at least one key')],
  {
    error: `an Ed25519 public key (base64 of SPKI DER), a \${NAME} that holds it, or a list of them`,
  },
);

const slackId = (what: string, form: RegExp) =>
  z.string({ error: `the id of ${what}` }).regex(form, `the id of ${what}`);

const slackAccount = mapping({
  user: slackId('a Slack member, e.g. U024BE7LH', /^[UW][A-Z0-9]{2,20}$/),
  team: slackId('a Slack workspace, e.g. T024BE7LD', /^[TE][A-Z0-9]{2,20}$/),
});

/** Somebody, by the name under which the file speaks of them. */
export const person = mapping({
  publicKey: publicKeys.optional(),
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

const localTimeExpected = 'a local time such as 2026-11-02 09:00';

/** In the zone of the file's calendar. */
export const localTime = z
  .string({ error: localTimeExpected })
  .regex(/^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]) ([01][0-9]|2[0-3]):[0-5][0-9]$/, {
    error: localTimeExpected,
    abort: true,
  })
  .refine(isDate, localTimeExpected);

const wholeDays = duration.refine((ms) => ms % 86_400_000 === 0, 'whole days or weeks, e.g. 1d or 1w');

const scheduleExpected = 'the id of a PagerDuty schedule, e.g. PABC123';

/** Who is on call, and when: people of a role take turns, and somebody may stand in; or PagerDuty knows. */
export const onCall = mapping({
  source: choice(['catalogue', 'pagerduty']),
  link: z.url({ error: 'a URL' }).optional(),
  schedules: z
    .record(name, z.string({ error: scheduleExpected }).regex(/^P[A-Z0-9]{4,20}$/, scheduleExpected), {
      error: 'schedules by role',
    })
    .default({}),
  rotations: z
    .record(
      name,
      mapping({ people: list(name).min(1, 'at least one name'), every: wholeDays, from: localTime }),
      { error: 'rotations by role' },
    )
    .default({}),
  standIns: list(
    mapping({ role: name, person: name, from: localTime, until: localTime }).refine(
      ({ from, until }) => from < until,
      { path: ['until'], error: 'a time after from' },
    ),
  ).default([]),
}).refine(({ source, schedules }) => source === 'pagerduty' || Object.keys(schedules).length === 0, {
  path: ['schedules'],
  error: 'none of them, or "source: pagerduty"',
});

function isDate(written: string): boolean {
  try {
    Temporal.PlainDateTime.from(written.replace(' ', 'T'));
    return true;
  } catch {
    return false;
  }
}

function isPublicKey(value: string): boolean {
  if (reference.test(value)) return true;
  try {
    const key = createPublicKey({ key: Buffer.from(value, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}
