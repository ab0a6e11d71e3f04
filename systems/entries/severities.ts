import { z } from 'zod';
import { term } from '../calendar/entry.ts';
import { durationText } from '../duration.ts';
import { choice, duration, list, mapping, text } from '../values.ts';
import { ladder } from './people.ts';

/** What one severity promises, and to whom. */
export const severityTerms = mapping({
  label: text.optional(),
  examples: list(text).default([]),
  response: term.optional(),
  resolution: term.optional(),
  approval: duration.optional(),
  reach: choice(['page', 'notify']).optional(),
  updates: duration.optional(),
  ladder: ladder.optional(),
  public: z.boolean({ error: 'true or false' }).optional(),
  mail: list(choice(['team', 'users'])).default([]),
}).superRefine(({ response, resolution }, context) => {
  // Business time has no length before it is known when it begins.
  if (typeof response !== 'number' || typeof resolution !== 'number' || response <= resolution) return;
  const message = `at most the resolution target (${durationText(resolution)})`;
  context.addIssue({ code: 'custom', path: ['response'], message });
});
