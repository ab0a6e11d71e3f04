import { html } from 'ghtml';
import type { Age } from './reader.ts';
import { timeSince } from './times.ts';

/** ms after which what is shown says how old it is. */
const old = 10_000;

/** Why what is shown may not be so any more, and how old it is; nothing as long as it is new. */
export function ageNotice({ asOf, silent, trouble }: Age, now: number): string {
  const isOld = asOf !== undefined && now - asOf > old;
  if (!trouble && !(silent && asOf !== undefined) && !isOld) return '';
  const because = trouble ?? (silent ? 'No worker answers.' : '');
  const since =
    asOf === undefined ? '' : html` This is how it was !${timeSince(new Date(asOf).toISOString())}.`;
  return html`<p class="notice warn">${because}!${since}</p>`;
}
