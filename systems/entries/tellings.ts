import { z } from 'zod';
import { mapping, name, text } from '../values.ts';
import { awaited, cannotBeTakenBack } from './kubernetes-mitigations.ts';

const message = z
  .string({ error: 'a text' })
  .trim()
  .min(1, 'a text')
  .max(5_000, 'a text of at most 5000 characters');

const asks = mapping({
  message: mapping({ question: text, example: text.optional() }).optional(),
}).optional();

const either = {
  path: ['message'],
  error: 'either "message", or "asks: { message: { question: … } }"',
};

/** A post of the system's account at X. */
export const postToX = mapping({
  ...awaited,
  action: z.literal('x.post'),
  target: name,
  message: message.optional(),
  asks,
  risk: cannotBeTakenBack,
}).refine((given) => (given.message === undefined) !== (given.asks?.message === undefined), either);

/** A mail to people outside. */
export const mailUsers = mapping({
  ...awaited,
  action: z.literal('mail.users'),
  target: name,
  subject: text,
  message: message.optional(),
  asks,
  risk: cannotBeTakenBack,
}).refine((given) => (given.message === undefined) !== (given.asks?.message === undefined), either);
