const invisible = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]+/gu;

/** Anybody's text as one line of Markdown that shows just these characters: no markup, table cell, link or HTML. */
export function text(value: string): string {
  return (
    value
      .replace(invisible, ' ')
      .trim()
      .replace(/[\\`*[\]|~]/g, '\\$&')
      // At a line's start these would make a heading, a list or a quotation.
      .replace(/^(?:#{1,6}|[-+]|\d+[.)])(?=\s|$)/, (mark) => `${mark.slice(0, -1)}\\${mark.slice(-1)}`)
      // Within a word an underscore is only an underscore.
      .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
  );
}

/** A name in code type, fit for a table cell. */
export function code(name: string): string {
  const fence = '`'.repeat(longestRun(name) + 1);
  const pad = name.startsWith('`') || name.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${name.replace(invisible, ' ').replaceAll('|', '\\|')}${pad}${fence}`;
}

/** Lines as they would be typed. */
export function codeBlock(lines: string[]): string {
  const body = lines.flatMap((line) => line.split('\n')).map((line) => line.replace(invisible, ' '));
  const fence = '`'.repeat(Math.max(3, longestRun(body.join('\n')) + 1));
  return [fence, ...body, fence].join('\n');
}

/** Cells must be Markdown already. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Items must be Markdown already. */
export function bullets(items: string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function longestRun(value: string): number {
  return Math.max(0, ...(value.match(/`+/g) ?? []).map((run) => run.length));
}
