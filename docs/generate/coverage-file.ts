import { z } from 'zod';
import { list, mapping, text } from '../../systems/values.ts';

const anything = z.string({ error: 'text' }).trim().min(1, 'text');

const fact = mapping({
  section: text,
  says: text,
  at: text.optional(),
  is: z.union([z.string(), z.number(), z.boolean()], { error: 'the value at that place' }).optional(),
  kept: text.optional(),
}).refine(({ at, is, kept }) => (at === undefined) !== (kept === undefined) && (at ?? is) === at, {
  error: 'either "at", with "is" where the value differs from "says", or "kept" with the reason',
});

/** What becomes of a command. */
export const answers = ['check', 'mitigation', 'shown', 'refused'] as const;
export type Answer = (typeof answers)[number];

const command = mapping({
  section: text,
  command: anything.transform(oneLine),
  check: text.optional(),
  mitigation: text.optional(),
  shown: text.optional(),
  refused: text.optional(),
}).transform(({ section, command: line, ...given }, context): CommandRow => {
  const [answer, another] = answers.filter((each) => given[each] !== undefined);
  if (answer !== undefined && another === undefined) {
    return { section, command: line, answer, says: given[answer] ?? '' };
  }
  context.issues.push({ code: 'custom', message: `one of ${answers.join(', ')}`, input: given });
  return z.NEVER;
});

/** A command of a document, and what becomes of it. */
export interface CommandRow {
  section: string;
  /** On one line. */
  command: string;
  answer: Answer;
  /** Of a check the activity, of a mitigation its name, of a shown one the runbook, else a text. */
  says: string;
}

/** A file `docs/coverage/<system>.yaml`: every number, name and command of a document, and where it went. */
export const coverageFile = mapping({
  system: text,
  document: text,
  title: text,
  facts: list(fact).min(1, 'at least one fact'),
  commands: list(command).min(1, 'at least one command'),
});

export type Coverage = z.output<typeof coverageFile>;

/** A command as one line: continuations joined, runs of whitespace made one space. */
export function oneLine(text: string): string {
  return text.replace(/\\\n/g, ' ').replace(/\s+/g, ' ').trim();
}
