import { z } from 'zod';
import { risks } from '../../workflows/contract/profile.ts';
import { choice, list, mapping, name, text } from '../values.ts';

/** A script of the system's own: what it is for, how it is called, and how bad it may be. */
export const script = mapping({
  title: text,
  run: text,
  arguments: list(text).default([]),
  modes: z.record(name, text, { error: 'arguments by mode' }).optional(),
  asks: z.record(name, text, { error: 'questions by placeholder' }).optional(),
  risk: choice(risks),
});
