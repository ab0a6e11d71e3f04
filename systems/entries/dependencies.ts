import { z } from 'zod';
import { duration, list, mapping, numberBetween, text } from '../values.ts';
import { webUrl } from './targets.ts';

const hostName = text.regex(
  /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*$/,
  'a name in DNS, as in api.example.com',
);

const kinds = ['url', 'statusPage', 'name'] as const;

/** Something outside that the system needs. */
export const dependency = mapping({
  title: text,
  url: webUrl('a service outside').optional(),
  expects: numberBetween(100, 599).int('a whole number').optional(),
  statusPage: z.url({ protocol: /^https?$/, error: 'the URL of a status page' }).optional(),
  components: list(text).min(1, 'at least one component').optional(),
  name: hostName.optional(),
  slowAfter: duration.optional(),
}).superRefine((given, context) => {
  const named = kinds.filter((kind) => given[kind] !== undefined);
  if (named.length !== 1) {
    const message = 'exactly one of url, statusPage and name';
    context.addIssue({ code: 'custom', path: [], message });
  }
  const belongs = { expects: 'url', components: 'statusPage' } as const;
  for (const [key, kind] of Object.entries(belongs)) {
    if (given[key as keyof typeof belongs] === undefined || given[kind] !== undefined) continue;
    context.addIssue({ code: 'custom', path: [key], message: `it only beside "${kind}"` });
  }
});

export type DependencyEntry = z.output<typeof dependency>;
