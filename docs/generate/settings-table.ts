import { allSettings } from '../../settings/all.ts';
import type { Setting } from '../../settings/setting.ts';
import { table } from './table.ts';

const begins =
  '<!-- From here to the end of the table written by `npm run docs` from settings/*.ts: change those. -->';
const ends = '<!-- The end of the table of settings. -->';

/** The page with the table of settings as it is now. @throws Error if it has no place for it */
export function withSettings(page: string): string {
  const from = page.indexOf(begins);
  const to = page.indexOf(ends);
  if (from < 0 || to < from) throw new Error('docs/operating.md has no place for the table of settings.');
  return `${page.slice(0, from)}${begins}\n\n${settingsTable()}\n\n${page.slice(to)}`;
}

/** Every variable that Mayday's processes read, a row each. */
export function settingsTable(): string {
  const rows = Object.entries<Setting>(allSettings).map(([name, setting]) => [
    `\`${name}\``,
    setting.readBy.join(', '),
    setting.kind,
    setting.otherwise ?? '–',
    setting.docs ? `${setting.what} ([${pageOf(setting.docs)}](${linkTo(setting.docs)}))` : setting.what,
  ]);
  return table(['variable', 'read by', 'kind', 'without it', 'what it is for'], rows);
}

function pageOf(docs: string): string {
  return docs.startsWith('operating.md#') ? 'below' : (docs.split('#')[0] ?? docs);
}

function linkTo(docs: string): string {
  return docs.replace(/^operating\.md(?=#)/, '');
}
