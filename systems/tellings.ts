import { severities } from '../workflows/contract/profile.ts';
import type { TellOnce } from '../workflows/contract/tellings.ts';
import type { SingleEntry } from './entries/mitigations.ts';
import type { SystemFile } from './schema.ts';

type Entry = Extract<SingleEntry, { action: 'x.post' | 'mail.users' }>;

/** What a run needs of a mitigation that tells people outside at most once; the severities are the file's. */
export function tellingMitigation(
  { targets, severities: terms }: Pick<SystemFile, 'targets' | 'severities'>,
  name: string,
  entry: Entry,
): TellOnce {
  const { title, risk, message, asks, target: id } = entry;
  const target = targets[id];
  const hears = severities.filter((severity) =>
    entry.action === 'mail.users' ? terms[severity]?.mail.includes('users') : terms[severity]?.public,
  );
  const said = severities.some((severity) =>
    entry.action === 'mail.users'
      ? (terms[severity]?.mail.length ?? 0) > 0
      : terms[severity]?.public !== undefined,
  );
  const shared = {
    name,
    title,
    risk,
    ...(message === undefined ? {} : { message }),
    ...(said ? { publicAt: hears } : {}),
    asks: asks?.message ? [{ name: 'message', question: asks.message.question, kind: 'text' as const }] : [],
    temporary: false,
  };
  if (entry.action === 'x.post' && target?.kind === 'x')
    return { ...shared, action: 'x.post', target: { id, ...target } };
  if (entry.action === 'mail.users' && target?.kind === 'mailingList')
    return { ...shared, action: 'mail.users', subject: entry.subject, target: { id, ...target } };
  throw new Error(`The target ${id} passed the checks, but is of another kind`);
}
