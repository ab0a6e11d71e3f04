import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { risks, severities } from '../workflows/contract/profile.ts';
import { durationText } from './duration.ts';
import { mitigationEntry } from './mitigations.ts';
import { oneOf } from './nearest.ts';
import { choice, duration, list, mapping, name, numberBetween, text } from './values.ts';

// Every message here completes the sentence "found …, expected …"; that of unknown keys lists the known ones.

const reference = /^\$\{[A-Z][A-Z0-9_]*\}$/;

const url = (kind: string, protocols: RegExp) =>
  z
    .string({ error: `the URL of ${kind}` })
    .refine((value) => isUrl(value, protocols), `the URL of ${kind}, or a \${NAME} that holds it`)
    .meta({
      pattern: `^\\$\\{[A-Z][A-Z0-9_]*\\}(/\\S*)?$|${protocols.source.replace('$', '//')}`,
      description: `the URL of ${kind}, or a \${NAME} that the worker resolves to it`,
    });

const publicKey = z
  .string({ error: 'an Ed25519 public key' })
  .refine(isPublicKey, `an Ed25519 public key (base64 of SPKI DER), or a \${NAME} that holds it`)
  .meta({
    pattern: `${reference.source}|^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$`,
    description: `an Ed25519 public key (base64 of SPKI DER, as "mayday keygen" prints it), or a \${NAME} that the worker resolves to one`,
  });

const severity = choice(severities);

const postgresTarget = mapping({
  kind: z.literal('postgres'),
  url: url('a PostgreSQL database', /^postgres(ql)?:$/),
  database: text,
});

const httpTarget = mapping({ kind: z.literal('http'), url: url('an HTTP endpoint', /^https?:$/) });

const severityTerms = mapping({
  label: text.optional(),
  examples: list(text).default([]),
  response: duration.optional(),
  resolution: duration.optional(),
  approval: duration.optional(),
  reach: choice(['page', 'notify']).optional(),
  updates: duration.optional(),
}).superRefine(({ response, resolution }, context) => {
  if (response === undefined || resolution === undefined || response <= resolution) return;
  const message = `at most the resolution target (${durationText(resolution)})`;
  context.addIssue({ code: 'custom', path: ['response'], message });
});

const runbook = {
  title: text.optional(),
  symptoms: list(text).default([]),
  severity: severity.optional(),
  mitigations: list(name).default([]),
};

const route = mapping({
  match: z.record(text, text, { error: 'labels and their values' }).optional(),
  catchAll: z.literal(true, { error: 'true, or nothing at all' }).optional(),
  runbook: name,
  severity: severity.optional(),
}).superRefine(({ match, catchAll }, context) => {
  const matches = Object.keys(match ?? {}).length > 0;
  if (matches !== (catchAll === true)) return;
  const message = 'either "match" with at least one label, or "catchAll: true"';
  context.addIssue({ code: 'custom', path: [], message });
});

const slackId = (what: string, form: RegExp) =>
  z.string({ error: `the id of ${what}` }).regex(form, `the id of ${what}`);

const slackAccount = mapping({
  user: slackId('a Slack member, e.g. U024BE7LH', /^[UW][A-Z0-9]{2,20}$/),
  team: slackId('a Slack workspace, e.g. T024BE7LD', /^[TE][A-Z0-9]{2,20}$/),
});

/** A file `systems/<id>.yaml`. Durations come out in ms. */
export const systemFile = mapping({
  system: z
    .string({ error: 'the name of the file without .yaml' })
    .regex(/^[a-z][a-z0-9-]{0,62}$/, 'an id of lower-case letters, digits and "-", at most 63'),
  title: text,
  pool: name.optional(),
  severities: mapping({
    P0: severityTerms.optional(),
    P1: severityTerms.optional(),
    P2: severityTerms.optional(),
    P3: severityTerms.optional(),
  }).default({}),
  people: z
    .record(name, mapping({ publicKey: publicKey.optional(), slack: slackAccount.optional() }), {
      error: 'people by name',
    })
    .default({}),
  roles: z
    .record(name, list(name).min(1, 'at least one name'), { error: 'lists of people by role' })
    .default({}),
  ladder: mapping({
    response: list(name).min(1, 'at least one role').optional(),
    resolution: list(mapping({ role: name, after: duration.optional() })).optional(),
  }).default({}),
  policy: mapping({
    approvers: list(name).min(1, 'at least one role').optional(),
    unverifiedUpTo: z
      .enum(risks.slice(0, 3), { error: `${oneOf(risks.slice(0, 3))} (never destructive)` })
      .optional(),
  }).default({}),
  targets: z
    .record(
      name,
      z.discriminatedUnion('kind', [postgresTarget, httpTarget], { error: 'a kind: postgres or http' }),
      { error: 'targets by name' },
    )
    .default({}),
  mitigations: z.record(name, mitigationEntry, { error: 'mitigations by name' }).default({}),
  runbooks: mapping({
    databaseIssues: mapping({
      ...runbook,
      database: name,
      connectionsWarnAt: numberBetween(1, 100).optional(),
      idleAfter: duration.optional(),
      idleInTransactionAfter: duration.optional(),
      longQueryAfter: duration.optional(),
      slowQueryAfter: duration.optional(),
    }).optional(),
    generalIncident: mapping(runbook).optional(),
  }).default({}),
  verification: mapping({
    health: name.optional(),
    probes: numberBetween(1, 100).int('a whole number').optional(),
    every: duration.optional(),
  }).default({}),
  stability: mapping({ window: duration, every: duration, note: text.optional() })
    .superRefine(({ window, every }, context) => {
      if (every <= window) return;
      const message = `at most the window (${durationText(window)})`;
      context.addIssue({ code: 'custom', path: ['every'], message });
    })
    .optional(),
  routes: list(route).default([]),
});

export type SystemFile = z.output<typeof systemFile>;

/** A URL whose references stand where a host, a password or the whole may stand. */
function isUrl(value: string, protocols: RegExp): boolean {
  if (/^\$\{[A-Z][A-Z0-9_]*\}(\/\S*)?$/.test(value)) return true;
  const filled = value.replaceAll(/\$\{[A-Z][A-Z0-9_]*\}/g, '0');
  return URL.canParse(filled) && protocols.test(new URL(filled).protocol);
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
