const most = 120;

// A string whose closing quote is in doubt, since it may be escaped, hides all that follows; so does one that is cut.
const hidden = [
  String.raw`--[^\n]*`,
  String.raw`/\*(?:(?!\*/|/\*)[^])*(?:\*/|/\*[^]*|$)`,
  String.raw`(?<!\w)[eE]'(?:\\[^]|''|[^'\\])*(?:'|$)`,
  String.raw`'(?:''|[^'\\]|\\[^'])*(?:'|\\'?[^]*|$)`,
  String.raw`(?<!\w)\$(?<tag>(?:[^\W\d]\w*)?)\$[^]*?(?:\$\k<tag>\$|$)`,
  String.raw`(?<![\w$])\d[\w.]*`,
];
const tokens = new RegExp(`(?<kept>"(?:""|[^"])*")|"[^"]*$|${hidden.join('|')}`, 'g');

/**
 * A query for people: one line of at most 120 characters, comments left out, `?` for every string and number.
 * Names of tables and columns stay, so do quoted identifiers. Read by pattern, not parsed: in doubt it hides more.
 */
export function queryText(query: string): string {
  const shown = query.replaceAll(tokens, (token, ...rest) => {
    const { kept } = rest.at(-1) as { kept?: string };
    if (kept !== undefined) return kept;
    return /^(?:--|\/\*)/.test(token) ? ' ' : '?';
  });
  const line = shown.replaceAll(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
