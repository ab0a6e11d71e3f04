import { z } from 'zod';
import { durationText } from '../duration.ts';
import { choice, duration, list, mapping, text } from '../values.ts';
import { ladder } from './people.ts';

/** What one severity promises, and to whom. */
export const severityTerms = mapping({
  label: text.optional(),
  examples: list(text).default([]),
  response: duration.optional(),
  resolution: duration.optional(),
  approval: duration.optional(),
  reach: choice(['page', 'notify']).optional(),
  updates: duration.optional(),
  ladder: ladder.optional(),
  public: z.boolean({ error: 'true or false' }).optional(),
  mail: list(choice(['team', 'users'])).default([]),
}).superRefine(({ response, resolution }, context) => {
  if (response === undefined || resolution === undefined || response <= resolution) return;
  const message = `at most the resolution target (${durationText(resolution)})`;
  context.addIssue({ code: 'custom', path: ['response'], message });
});
