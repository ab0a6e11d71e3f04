import { z } from 'zod';
import { severities } from '../../workflows/contract/profile.ts';
import { matcherExpected, parseMatcher } from '../matchers.ts';
import { oneOf } from '../nearest.ts';
import { duration, list, mapping, name, text } from '../values.ts';
import { severity } from './runbooks.ts';

export const matcher = z
  .string({ error: matcherExpected })
  .max(1000, 'a matcher of at most 1000 characters')
  .meta({ description: matcherExpected })
  .transform((written, context) => {
    const parsed = parseMatcher(written);
    if (typeof parsed !== 'string') return parsed;
    context.issues.push({ code: 'custom', message: parsed, input: written });
    return z.NEVER;
  });

const labelExpected = 'the name of a label, such as service';

const label = z.string({ error: labelExpected }).regex(/^[A-Za-z_:][A-Za-z0-9_:]*$/, labelExpected);

const severityByLabel = mapping({
  label: label.default('severity'),
  map: z
    .record(text, severity, { error: 'what the label says, and the severity that it means' })
    .refine((map) => Object.keys(map).length > 0, 'at least one value of the label and its severity'),
});

const severityExpected = `${oneOf(severities)}, or what the values of a label mean: { label: severity, map: { critical: P0 } }`;

export const route = mapping({
  match: z.record(text, text, { error: 'labels and their values' }).optional(),
  matchers: list(matcher).max(20, 'at most 20').optional(),
  catchAll: z.literal(true, { error: 'true, or nothing at all' }).optional(),
  runbook: name,
  severity: z.union([severity, severityByLabel], { error: severityExpected }).optional(),
  groupBy: list(label).min(1, 'at least one label').max(10, 'at most 10').optional(),
  heartbeat: mapping({
    every: duration.refine((ms) => ms >= 2_000 && ms <= 86_400_000, 'from 2s to 1d'),
  }).optional(),
}).superRefine(({ match, matchers, catchAll }, context) => {
  const matches = Object.keys(match ?? {}).length + (matchers ?? []).length > 0;
  if (matches !== (catchAll === true)) return;
  const message = 'either "match" with at least one label, "matchers" with at least one, or "catchAll: true"';
  context.addIssue({ code: 'custom', path: [], message });
});
