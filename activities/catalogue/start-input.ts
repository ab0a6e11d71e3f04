import { z } from 'zod';
import { didYouMean } from '../../systems/nearest.ts';
import type { RunbookInput } from '../../workflows/contract/input.ts';

// Every message here completes the sentence `"key" is …: `.

const text = (most: number) =>
  z
    .string({ error: 'write it as text' })
    .trim()
    .min(1, 'write at least one character, or leave it out')
    .max(most, `write at most ${most} characters`);

const person = z.strictObject({
  kind: z.literal('person'),
  name: text(100),
  door: z.enum(['cli', 'slack', 'board', 'temporal-ui', 'demo --yes'], {
    error: 'write "door": "temporal-ui" in it',
  }),
  // A start carries no signature.
  verified: z.literal(false, { error: 'write "verified": false in it, since a start is not signed' }),
});

const keys = {
  system: text(100),
  severity: text(100).optional(),
  summary: text(1000).optional(),
  group: text(500).optional(),
  mode: z
    .enum(['live', 'dry-run', 'shadow'], { error: 'write "live", "dry-run" or "shadow", or leave it out' })
    .optional(),
  parameters: z.record(z.string(), z.unknown(), { error: 'write an object such as {}' }).optional(),
  openedBy: z
    .discriminatedUnion(
      'kind',
      [
        person,
        z.strictObject({ kind: z.literal('alerts'), door: z.string() }),
        z.strictObject({ kind: z.literal('mayday') }),
      ],
      { error: "leave it out: it is what Mayday's own doors fill in" },
    )
    .optional(),
  alerts: z.undefined({ error: 'leave it out: alerts come through the gateway' }).optional(),
  key: z.undefined({ error: "leave it out: it is Mayday's own" }).optional(),
  alone: z.undefined({ error: "leave it out: it is Mayday's own" }).optional(),
};

const startInput = z.strictObject(keys);

const mostSentences = 8;

/** A start as a person wrote it, or what to write instead, as sentences. */
export type ReadStart = { start: RunbookInput; refused?: undefined } | { refused: string };

/** Reads a start strictly, for people; all that is wrong with it at once. */
export function readStart(input: unknown, systems: readonly string[]): ReadStart {
  const example = `{"system": "${systems[0] ?? 'demo'}"}`;
  const known = systems.length > 0 ? ` Systems: ${systems.join(', ')}.` : '';
  if (input === undefined || input === null) {
    return {
      refused: `The run was started without an input: write one JSON object, at least ${example}.${known}`,
    };
  }
  if (isObject(input) && 'undecodable' in input) {
    const why =
      typeof input.undecodable === 'string' ? input.undecodable.slice(0, 200) : 'without a reason why';
    return {
      refused: `The input could not be decoded (${why}): choose the encoding json/plain in the Temporal UI and write one JSON object, at least ${example}.${known}`,
    };
  }
  if (!isObject(input)) {
    const found = Array.isArray(input)
      ? 'a list'
      : `the ${typeof input} ${JSON.stringify(input).slice(0, 60)}`;
    return { refused: `The input is ${found}: write one JSON object instead, at least ${example}.${known}` };
  }
  const read = safely(input);
  if (!read) return { refused: `The input cannot be read: write one JSON object like ${example}.${known}` };
  if (read.success) return { start: read.data as RunbookInput };
  const all = read.error.issues.flatMap((issue) => sentences(issue, input, example, known));
  const more = all.length > mostSentences ? ` And ${all.length - mostSentences} more.` : '';
  return { refused: `${all.slice(0, mostSentences).join(' ')}${more}` };
}

// zod compares lengths before it looks at types, and throws at {"system": {"length": {"valueOf": 1}}}.
function safely(input: unknown): ReturnType<typeof startInput.safeParse> | undefined {
  try {
    return startInput.safeParse(input);
  } catch {
    return undefined;
  }
}

/** Reads what can be read of a start that an alert made; never refuses. */
export function readAlertStart(input: Record<string, unknown>): RunbookInput {
  const string = (key: string) => {
    const value = input[key];
    return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 1000) : undefined;
  };
  const alerts = Array.isArray(input.alerts) ? input.alerts.filter(isObject) : [];
  return {
    system: string('system') ?? 'unknown',
    severity: string('severity'),
    summary: string('summary'),
    alerts: alerts as unknown as RunbookInput['alerts'],
    ...(input.alone === true ? { alone: true } : {}),
  };
}

/** Whether a start came from monitoring: such a start is never refused. */
export function openedByAlerts(input: unknown): input is Record<string, unknown> {
  return isObject(input) && isObject(input.openedBy) && input.openedBy.kind === 'alerts';
}

function sentences(
  issue: z.core.$ZodIssue,
  input: Record<string, unknown>,
  example: string,
  known: string,
): string[] {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    const meant = ['system', 'severity', 'summary', 'group', 'mode', 'parameters'];
    return issue.keys.map(
      (key) =>
        `"${key.slice(0, 60).toWellFormed()}" is not known here${didYouMean(key, meant) || `: write ${meant.join(', ')}.`}`,
    );
  }
  const key = String(issue.path[0]);
  if (key === 'system' && input.system === undefined) {
    return [`The system is missing: write at least ${example}.${known}`];
  }
  const found = JSON.stringify(input[key]) ?? 'nothing';
  const says =
    issue.code === 'unrecognized_keys'
      ? `leave ${issue.keys.join(', ').slice(0, 200).toWellFormed()} out`
      : issue.message;
  return [`"${key}" is ${found.slice(0, 60)}: ${says}.`];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
