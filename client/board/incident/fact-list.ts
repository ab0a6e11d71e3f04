import { html } from 'ghtml';

/** `value` is HTML. */
export interface Entry {
  name: string;
  value: string;
}

/** Names and what stands behind them. */
export function factList(entries: readonly Entry[]): string {
  const rows = entries.map(({ name, value }) => html`<dt>${name}</dt><dd>!${value}</dd>`);
  return html`<dl class="facts">!${rows}</dl>`;
}
