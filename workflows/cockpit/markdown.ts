/** Bytes that the details of a run may have; the Temporal UI shows 20 KB. */
const mostBytes = 18_000;
const fence = /^(`{3,})/;

/** Somebody's words as they are, on one line: nothing in them is markup. */
export function plain(text: string, most = 300): string {
  const line = cut(text.replaceAll(/\s+/g, ' ').trim(), most);
  return line.replaceAll(/[\\`*_{}[\]()<>#+.!|~&$^=-]/g, (sign) => (safe.has(sign) ? sign : `\\${sign}`));
}

// Harmless inside a line of text that begins with something else; escaped they would be hard to read.
const safe = new Set(['.', '(', ')', '-', '+', '=', '!', '{', '}', '#', '$', '^']);

/** Words to be copied, on one line. */
export function code(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const ticks = '`'.repeat(longestRun(line) + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return line === '' ? '' : `${ticks}${space}${line}${space}${ticks}`;
}

/** Lines to be copied, as they are. */
export function fenced(lines: readonly string[]): string[] {
  const each = lines.flatMap((line) => line.split(/\r\n|[\n\r\u2028\u2029]/)).map((line) => cut(line, 300));
  const ticks = '`'.repeat(Math.max(3, longestRun(each.join('\n')) + 1));
  return [ticks, ...each, ticks];
}

/** A heading with its lines; nothing where there are none. */
export function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `### ${title}`, '', ...lines];
}

/** The lines as one page, cut after a whole line where it would be too long; `more` says where the rest is. */
export function page(lines: readonly string[], more: string): string {
  const left: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    bytes += new TextEncoder().encode(line).length + 1;
    if (bytes > mostBytes) return [...left, ...openFence(left), '', more].join('\n');
    left.push(line);
  }
  return left.join('\n');
}

/** What closes the fence that is open at the end of the lines. */
function openFence(lines: readonly string[]): string[] {
  let open: string | undefined;
  for (const line of lines) {
    const ticks = fence.exec(line)?.[1];
    if (open === undefined) open = ticks;
    else if (line === open) open = undefined;
  }
  return open === undefined ? [] : [open];
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
