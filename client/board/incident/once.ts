import { hashOf } from '../../../workflows/contract/keys.ts';
import type { Fact } from '../../../workflows/contract/timeline.ts';
import type { Reading } from '../reader.ts';
import type { SessionData } from '../visitor.ts';
import type { Context } from './context.ts';

/**
 * What a form carries so that a double click counts once, and the same said again later twice: it changes when somebody
 * has said something, and not while an incident goes on by itself, as a form that changes under a finger is not sent.
 */
export function onceOf(
  { reading: { followed, listed }, draft }: Pick<Context, 'reading' | 'draft'>,
  verb: string,
): string {
  // What was refused may be said again as it is, after something else has changed.
  if (draft?.verb === verb) return `${draft.fields.once ?? ''}+`;
  if (!followed) return listed.runId;
  const said = followed.timeline.filter(
    ({ fact }) => isSaid(fact) || (verb === 'run-checks' && fact.kind === 'checked'),
  );
  return `${said.length}`;
}

function isSaid(fact: Fact): boolean {
  return 'by' in fact && typeof fact.by === 'object' && fact.by.kind === 'person';
}

/** The id of a message, the same for the same form sent again. */
export function messageId(
  { signedIn }: SessionData,
  { listed: { keyId } }: Reading,
  verb: string,
  fields: Readonly<Record<string, string>>,
): string {
  return hashOf({ door: 'board', signedIn, keyId, verb, fields });
}
