import { z } from 'zod';
import { templateTrouble } from '../templates.ts';

/** A text of several lines in which `{{ … }}` stands for what is known of an incident. */
export const template = z
  .string({ error: 'a text' })
  .trim()
  .min(1, 'a text')
  .max(5_000, 'a text of at most 5000 characters')
  .superRefine((written, context) => {
    const trouble = templateTrouble(written);
    if (trouble !== undefined) context.addIssue({ code: 'custom', message: trouble });
  });
