import type { z } from 'zod';

/** A process of Mayday, or of its development, that reads a variable. */
export type Reader = 'worker' | 'gateway' | 'CLI' | 'codec server' | 'demo' | 'tests';

/** What a value is, for people; the values of `secret` and `secrets` are never shown. */
export type Kind =
  | 'text'
  | 'list'
  | 'choice'
  | 'number'
  | 'duration'
  | 'URL'
  | 'folder'
  | 'file'
  | 'public keys'
  | 'secret'
  | 'secrets';

/** One variable of the environment. Its value may instead stand in the file that `NAME_FILE` names. */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  readBy: readonly Reader[];
  kind: Kind;
  /**
   * Text → value; an issue's message is half a sentence, like `write yes or no`. Not set is `undefined`: give the
   * schema `.default("text")`, `.optional()`, or the setting a `fallback`.
   */
  schema: Schema;
  /** What counts where nothing is set, as people read it; in backticks if it can be written so. */
  otherwise?: string;
  /** The text that counts where nothing is set, if it depends on the environment. */
  fallback?: (environment: Environment) => string;
  /** A wrong value is never shown: people mistake a secret for it. */
  mayHoldSecret?: true;
  /** For whom a folder or file that is not there stops the start. */
  mustBeThere?: readonly Reader[];
  /** One or two sentences of Markdown without a stop at the end: what it is for. */
  what: string;
  /** Where more is said: a page of docs/, e.g. `slack.md#rotation`. */
  docs?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** A file of settings by name; the name `PREFIX_*` stands for all that begin so. */
export type Settings = Record<string, Setting>;

/** Keeps the type of each schema. */
export function settings<const S extends Settings>(all: S): S {
  return all;
}

/** Whether a value must not be shown. */
export function isSecret({ kind }: Pick<Setting, 'kind'>): boolean {
  return kind === 'secret' || kind === 'secrets';
}
