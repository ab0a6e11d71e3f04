import { severities } from '../workflows/contract/profile.ts';
import type { PublishStatus } from '../workflows/contract/status-page.ts';
import type { SingleEntry } from './entries/mitigations.ts';
import type { SystemFile } from './schema.ts';

type PublishEntry = Extract<SingleEntry, { action: 'statusPage.publish' }>;

/** What a run needs of a mitigation that tells the public; the severities of which it hears are the file's. */
export function publishMitigation(
  { targets, severities: terms }: Pick<SystemFile, 'targets' | 'severities'>,
  name: string,
  { title, action, risk, target: id, heading, status, message, impact, components, asks }: PublishEntry,
): PublishStatus {
  const target = targets[id];
  if (target?.kind !== 'statusPage')
    throw new Error(`The target ${id} passed the checks, but is no status page`);
  const { kind, url, page, bearer } = target;
  const said = severities.some((severity) => terms[severity]?.public !== undefined);
  return {
    name,
    title,
    action,
    risk,
    target: { id, kind, url, ...(page === undefined ? {} : { page }), bearer },
    heading,
    status,
    ...(message === undefined ? {} : { message }),
    ...(impact === undefined ? {} : { impact }),
    ...(components === undefined ? {} : { components }),
    ...(said ? { publicAt: severities.filter((severity) => terms[severity]?.public) } : {}),
    asks: Object.entries(asks ?? {}).flatMap(([asked, question]) =>
      question ? [{ name: asked, question: question.question, kind: 'text' as const }] : [],
    ),
    temporary: false,
  };
}
