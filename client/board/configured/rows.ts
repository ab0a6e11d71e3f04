import { html } from 'ghtml';
import type { Risk } from '../../../workflows/contract/profile.ts';

/** A table of HTML cells, the first of a row its name; on a small screen each row is a card. `says` = its caption. */
export function table(says: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const head = heads.map((each) => html`<th scope="col">${each}</th>`);
  const body = rows.map(([first = '', ...cells]) => {
    const others = cells.map((cell, index) =>
      cell === ''
        ? html`<td class="nothing"></td>`
        : html`<td data-of="${heads[index + 1] ?? ''}">!${cell}</td>`,
    );
    return html`<tr><th scope="row">!${first}</th>!${others}</tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${says}"><table class="cards-when-small">
<caption>${says}</caption><thead><tr>!${head}</tr></thead><tbody>!${body}</tbody></table></div>`;
}

/** Names and HTML values. */
export function facts(rows: readonly (readonly [name: string, value: string])[]): string {
  const given = rows.filter(([, value]) => value !== '');
  if (given.length === 0) return '';
  return html`<dl class="facts">!${given.map(([name, value]) => html`<dt>${name}</dt><dd>!${value}</dd>`)}</dl>`;
}

/** Plain text as HTML. */
export function text(plain: string | undefined): string {
  return html`${plain ?? ''}`;
}

/** A text of the catalogue's words, which the pages of Markdown share. */
export function words(markdown: string): string {
  return text(markdown.replaceAll('`', ''));
}

/** A link where it is an address of the web, else as it is written. */
export function address(where: string): string {
  if (!/^https?:\/\//.test(where)) return html`<span class="wrap">${where}</span>`;
  return html`<a class="wrap" href="${where}" rel="noreferrer">${where}</a>`;
}

/** A list of plain texts; nothing where there are none. */
export function list(texts: readonly string[]): string {
  return texts.length === 0 ? '' : html`<ul>!${texts.map((each) => html`<li>${each}</li>`)}</ul>`;
}

/** Commands as a person types them, in a box that opens; nothing where there are none. */
export function commands(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return html`<details><summary>${title}</summary><pre tabindex="0">${lines.join('\n')}</pre></details>`;
}

/** A section under a heading that can be linked to; nothing where it holds nothing. */
export function section(id: string, title: string, ...parts: readonly string[]): string {
  if (parts.every((part) => part === '')) return '';
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>!${parts}</section>`;
}

/** What is wrong with files, in the loader's sentences; nothing where nothing is. */
export function problemNotice(title: string, problems: readonly string[]): string {
  if (problems.length === 0) return '';
  return html`<div class="notice bad"><p class="strong">${title}</p>!${list(problems)}</div>`;
}

const kinds: Record<Risk, string> = {
  observe: 'info',
  reversible: 'info',
  disruptive: 'warn',
  destructive: 'bad',
};

/** A risk by its word alone. */
export function riskWord(risk: Risk): string {
  return html`<span class="badge ${kinds[risk]}">${risk}</span>`;
}
