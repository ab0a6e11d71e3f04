import { z } from 'zod';
import { didYouMean } from '../nearest.ts';
import { duration, list, mapping, text } from '../values.ts';
import { template } from './templates.ts';

/** What the responders go through, with its times. */
export const phase = mapping({
  title: text,
  from: duration.optional(),
  to: duration.optional(),
  items: list(text).min(1, 'at least one item'),
}).refine(({ from = 0, to = Number.POSITIVE_INFINITY }) => from < to, {
  path: ['to'],
  error: 'a time after from',
});

/** What is left to do after the end; without a time, within a month. */
export const followUp = mapping({
  title: text,
  from: duration.optional(),
  within: duration.optional(),
  items: list(text).min(1, 'at least one item'),
  review: text.optional(),
}).superRefine(({ from = 0, within = Number.POSITIVE_INFINITY, items, review }, context) => {
  if (from >= within) context.addIssue({ code: 'custom', path: ['within'], message: 'a time after from' });
  if (review === undefined || items.includes(review)) return;
  const message = `one of the items, word for word${didYouMean(review, items)}`;
  context.addIssue({ code: 'custom', path: ['review'], message });
});

/** A message as the document words it: its heading and its lines, in order, each a template. */
export const message = mapping({
  heading: template.optional(),
  fields: list(template).default([]),
  footer: template.optional(),
});

export const messages = mapping({
  initial: message.optional(),
  update: message.optional(),
  resolved: message.optional(),
});

/** The sections of a post-mortem, each with what belongs in it. */
export const postMortem = list(mapping({ title: text, items: list(text).default([]) }));

/** The document's own words for what an incident is up to. */
export const statusWords = mapping({
  triggered: text.optional(),
  mitigating: text.optional(),
  monitoring: text.optional(),
  resolved: text.optional(),
});

/** Links and places by title. */
export const links = mapping({
  dashboards: titled().optional(),
  logs: titled().optional(),
  documentation: titled().optional(),
  tools: titled().optional(),
});

function titled() {
  return z.record(text, text, { error: 'links by title' });
}
