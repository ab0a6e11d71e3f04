/** Bytes of a line that the Temporal UI shows beside a run, an activity or a timer. */
const mostBytes = 200;

/** A text as the one line that stands there, cut where it is too long. */
export function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (bytesOf(line) <= mostBytes) return line;
  const signs = [...line.slice(0, mostBytes)];
  while (bytesOf(`${signs.join('')}…`) > mostBytes) signs.pop();
  return `${signs.join('')}…`;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
