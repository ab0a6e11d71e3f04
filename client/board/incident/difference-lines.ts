import { html } from 'ghtml';

/** Lines as they would be typed; what a difference adds or takes away is marked, by its sign, too. */
export function previewBlock(lines: readonly string[]): string {
  const shown = lines.flatMap((line) => line.split('\n')).map(marked);
  return html`<div class="scroll" tabindex="0" role="group" aria-label="What would be done, line by line"><pre class="diff">!${shown}</pre></div>`;
}

function marked(line: string): string {
  const [, sign] = /^(?:#\s*)?([-+])(?:\s|$)/.exec(line) ?? [];
  return sign ? signed(sign as '-' | '+', line) : `${html`${line}`}\n`;
}

/** A line that is there no more, or is new. */
export function signed(sign: '-' | '+', line: string): string {
  return sign === '-' ? html`<del>${line}</del>` : html`<ins>${line}</ins>`;
}
