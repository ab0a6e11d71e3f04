import type { SignalDefinition } from '@temporalio/common';
import { z } from 'zod';
import {
  acknowledgeSignal,
  assignSignal,
  changeSeveritySignal,
  extendSignal,
  impactSignal,
  type Message,
  noteSignal,
  outcomeSignal,
  proposeSignal,
  publishSignal,
  recheckSignal,
  resolveSignal,
  runChecksSignal,
  skipSignal,
  takeOverSignal,
  tickSignal,
  undoSignal,
} from '../../../workflows/contract/messages.ts';
import { publicStatuses } from '../../../workflows/contract/status-page.ts';
import type { Ending, NoteKind } from '../../../workflows/contract/timeline.ts';
import { proposal } from './proposal.ts';

/** Something that can be said to an incident by a form. */
export interface Verb {
  signal: SignalDefinition<[Message]>;
  /** From the form's fields to the message's; each mistake is a sentence. */
  read: z.ZodType<Record<string, unknown>>;
}

export const noteKinds = ['update', 'cause', 'impact', 'action', 'eta'] as const satisfies NoteKind[];
export const endings = ['fixed', 'false alarm', 'duplicate'] as const satisfies Ending[];

/** What a message may carry of one text. */
const longest = 4_000;
const most = 999_999_999_999;

const text = (empty: string) =>
  z
    .string(empty)
    .trim()
    .min(1, empty)
    .max(longest, {
      error: ({ input }) => `It has ${String(input).length} characters, and ${longest} are the most.`,
    });
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
    schema.optional(),
  );
const whole = (says: string, from: number, to: number) =>
  z
    .string(says)
    .trim()
    .regex(/^[0-9]{1,12}$/, says)
    .transform(Number)
    .refine((number) => number >= from && number <= to, says);
const count = (of: string) => optional(whole(`Write the ${of} as a whole number, e.g. 1200.`, 0, most));
const number = (of: string) => whole(`This form names no ${of}: load the page again.`, 1, 999_999);
const nothing = z.object({});

function verb<M extends Message>(
  signal: SignalDefinition<[M]>,
  read: z.ZodType<Omit<M, keyof Message>>,
): Verb {
  return { signal: signal as unknown as Verb['signal'], read: read as unknown as Verb['read'] };
}

/** By the last part of the address that their forms are sent to. */
export const verbs: Readonly<Record<string, Verb>> = {
  acknowledge: verb(acknowledgeSignal, nothing),
  note: verb(
    noteSignal,
    z.object({
      text: text('Write what everybody should know.'),
      kind: optional(z.enum(noteKinds, 'Choose what kind of note it is.')),
    }),
  ),
  assign: verb(assignSignal, z.object({ to: text('Choose a person or a role.').max(100) })),
  severity: verb(
    changeSeveritySignal,
    z.object({ severity: text('Choose the severity.'), reason: text('Write why the severity changes.') }),
  ),
  update: verb(
    noteSignal,
    z
      .object({ text: text('Write the update.') })
      .transform((fields) => ({ ...fields, kind: 'update' as const })),
  ),
  'run-checks': verb(runChecksSignal, nothing),
  'take-over': verb(takeOverSignal, nothing),
  recheck: verb(recheckSignal, nothing),
  skip: verb(skipSignal, nothing),
  extend: verb(extendSignal, z.object({ minutes: whole('Write 1 to 60 minutes.', 1, 60) })),
  impact: verb(
    impactSignal,
    z
      .object({
        users: count('users'),
        functions: optional(text('')),
        revenue: optional(text('')),
        tickets: count('tickets'),
      })
      .refine(
        (given) => Object.values(given).some((value) => value !== undefined),
        'Fill in at least one of the fields.',
      ),
  ),
  publish: verb(
    publishSignal,
    z
      .object({
        status: optional(z.enum(publicStatuses, 'Choose how far it is.')),
        message: optional(text('')),
      })
      .refine(
        ({ status, message }) => status !== undefined || message !== undefined,
        'Choose how far it is, write a message, or both.',
      ),
  ),
  resolve: verb(
    resolveSignal,
    z
      .object({
        as: z.enum(endings, 'Choose how it ended.'),
        reason: optional(text('')),
      })
      .refine(({ as, reason }) => as !== 'duplicate' || reason !== undefined, {
        path: ['reason'],
        error: 'Write which incident it is a duplicate of.',
      }),
  ),
  tick: verb(tickSignal, z.object({ item: number('item of the checklist') })),
  undo: verb(undoSignal, z.object({ plan: number('plan') })),
  outcome: verb(
    outcomeSignal,
    z.object({
      plan: number('plan'),
      outcome: z.enum(['done', 'not done', 'again'], 'Choose what the plan did.'),
    }),
  ),
  propose: verb(proposeSignal, proposal),
};
