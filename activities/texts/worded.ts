import { messageTemplate } from '../../systems/messages.ts';
import { fillIn } from '../../systems/templates.ts';
import type { Notice } from '../../workflows/contract/notices.ts';
import type { CoordinationDependencies } from '../dependencies.ts';

/** Lines of a filled-in template that a notice takes; a channel has room for as many. */
const mostLines = 40;

/** A notice in the words of its system's file, above what it says itself; as it is where the file has none, or they cannot be had. */
export function worded(
  { catalogue, log }: Pick<CoordinationDependencies, 'catalogue' | 'log'>,
  { worded: wanted, ...notice }: Notice,
): Notice {
  if (!wanted) return notice;
  try {
    const file = catalogue.file(notice.system);
    const template = messageTemplate(file, wanted.as);
    if (template === undefined) return notice;
    const links = Object.entries(file.links.dashboards ?? {}).map(([title, link]) => `${title} ${link}`);
    const { dashboards } = wanted.words;
    const words = { ...wanted.words, dashboards: links.length > 0 ? links.join(', ') : dashboards };
    const lines = fillIn(template, words).split('\n').slice(0, mostLines);
    return { ...notice, details: [...lines, ...notice.details] };
  } catch (error) {
    log.warn(
      { system: notice.system, as: wanted.as, err: error },
      'a notice is not in the words of its file',
    );
    return notice;
  }
}
