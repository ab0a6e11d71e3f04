import { z } from 'zod';
import { risks } from '../../workflows/contract/profile.ts';
import { wordKinds } from '../../workflows/contract/script-words.ts';
import { choice, duration, list, mapping, name, reference, text } from '../values.ts';

const hour = 3_600_000;

const program = text.refine(
  (written) => !/\s/.test(written) && !written.split('/').includes('..'),
  'the path of a program without ".." and without arguments: ./scripts/check.sh',
);

/** An instant before the script is run, in UTC; conversions as `date` knows them. */
const date = mapping({
  ago: duration,
  format: text.regex(
    /^(?!-)(%[YmdHMSsFT]|[-:._/TZ ])+$/,
    'a format of %Y, %m, %d, %H, %M, %S, %F, %T or %s, with -, :, ., _, /, T and Z between them',
  ),
});

const word = text.refine(
  (written) => !written.includes('$(') && !written.includes('`'),
  'an argument that says what it means, since no shell reads it; a time before now is { ago: 1h, format: "%Y-%m-%d" }',
);

const words = z.union([date, word], { error: 'texts, or times as { ago: 1h, format: "%H:%M:%S" }' });

const question = z.union(
  [text, mapping({ question: text, kind: choice(wordKinds).optional(), example: text.optional() })],
  { error: 'a question, or { question: TEXT, kind: address }' },
);

const folder = text.refine(
  (written) => reference.test(written) || written.startsWith('/'),
  `a folder as a path that begins with "/", or a \${NAME} that holds it`,
);

const environment = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of a variable'), text, {
  error: 'values by the names of variables',
});

const job = mapping({
  target: name,
  image: text,
  folder: text.refine((written) => written.startsWith('/'), 'a folder of the image, from "/"').optional(),
  serviceAccount: text.optional(),
  environment: environment.default({}),
  secrets: list(text).default([]),
});

/** Where scripts run: in a folder of the worker, or as Jobs of a namespace. */
export const scriptsRun = mapping({
  folder: folder.optional(),
  environment: environment.default({}),
  job: job.optional(),
}).superRefine((given, context) => {
  const says = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  if ((given.folder === undefined) === (given.job === undefined)) {
    says([], 'either a folder of the worker or a job');
  } else if (given.job && Object.keys(given.environment).length > 0) {
    says(['environment'], 'the variables of a job under job.environment');
  }
});

/** A script of the system's own: what it is for, how it is called, and how bad it may be. */
export const script = mapping({
  title: text,
  run: program,
  arguments: list(words).default([]),
  modes: z
    .record(name, z.union([text, list(words)]), { error: 'arguments by mode: a text or a list' })
    .optional(),
  asks: z.record(name, question, { error: 'questions by placeholder' }).optional(),
  rehearse: list(text).min(1, 'at least one argument').optional(),
  timeout: duration.refine((ms) => ms >= 1_000 && ms <= 2 * hour, 'from 1s to 2h').optional(),
  in: scriptsRun.optional(),
  risk: choice(risks),
});

export type WrittenScript = z.output<typeof script>;
export type WrittenPlace = z.output<typeof scriptsRun>;

/** Written so, an argument stands for an answer: `[BACKUP_ID]`, `{backup}`. */
export const placeholder = /^(?:\[(?<square>[A-Za-z][\w.-]*)\]|\{(?<curly>[A-Za-z][\w.-]*)\})$/;

/** The question that an argument stands for, if it is a placeholder. */
export function placeholderOf(written: unknown): string | undefined {
  if (typeof written !== 'string') return undefined;
  const { square, curly } = placeholder.exec(written)?.groups ?? {};
  return square ?? curly;
}

/** The arguments of a call, in their order; those of the mode come last. */
export function wordsOfCall(
  { arguments: own, modes = {} }: Pick<WrittenScript, 'arguments' | 'modes'>,
  mode: string | undefined,
): WrittenScript['arguments'] {
  const more = mode !== undefined && Object.hasOwn(modes, mode) ? modes[mode] : undefined;
  return [...own, ...(typeof more === 'string' ? more.trim().split(/\s+/) : (more ?? []))];
}
