import type { Worded } from '../workflows/contract/words.ts';
import type { SystemFile } from './schema.ts';

/** The template of a message: heading, lines, footer; undefined where the file does not word it. */
export function messageTemplate(
  { messages }: Pick<SystemFile, 'messages'>,
  name: Worded,
): string | undefined {
  const message = messages[name];
  if (!message) return undefined;
  const { heading, fields, footer } = message;
  const parts = [heading, fields.join('\n'), footer].filter((part) => part !== undefined && part !== '');
  return parts.length > 0 ? parts.join('\n\n') : undefined;
}

/** Which messages a file words. */
export function wordedMessages(file: Pick<SystemFile, 'messages'>): Worded[] {
  const names: Worded[] = ['initial', 'update', 'resolved'];
  return names.filter((name) => messageTemplate(file, name) !== undefined);
}
