import { z } from 'zod';

// What Sentry says of things, as far as an alert is made of it. Messages complete "found …; expected …".

const id = z.union([z.string(), z.number()], 'an id').transform(String);
export const text = z.string('a text').nullish();
const time = z
  .string('a time')
  .refine((written) => !Number.isNaN(Date.parse(written)), 'a time, e.g. "2026-11-21T10:21:06Z"')
  .transform((written) => new Date(written).toISOString());

export const issue = z.object(
  {
    id,
    title: z.string('the title'),
    shortId: text,
    culprit: text,
    level: text,
    status: text,
    project: z.object({ slug: text }).nullish(),
    firstSeen: time,
    lastSeen: time,
    web_url: text,
    permalink: text,
  },
  'an issue as an object',
);

export const event = z.object(
  {
    issue_id: id,
    title: z.string('the title'),
    culprit: text,
    level: text,
    environment: text,
    datetime: time,
    url: text,
    web_url: text,
    tags: z.array(z.tuple([z.string(), z.string().nullable()])).catch([]),
  },
  'an event as an object',
);

export const metricAlert = z.object(
  {
    title: text,
    date_started: time,
    projects: z.array(z.string()).catch([]),
    alert_rule: z.object({ id, name: text, environment: text }, 'the rule as an object'),
  },
  'a metric alert as an object',
);
