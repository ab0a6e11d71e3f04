/** Characters that count once; all others count twice. */
const single = [
  [0, 4_351],
  [8_192, 8_205],
  [8_208, 8_223],
  [8_242, 8_247],
] as const;

/** What any link counts. */
const link = 23;

/** How long a text is, as X counts it; 280 are the most. */
export function weightOf(text: string): number {
  const links = text.match(/https?:\/\/\S+/g) ?? [];
  const rest = text.replaceAll(/https?:\/\/\S+/g, '').normalize('NFC');
  let weight = links.length * link;
  for (const character of rest) {
    const code = character.codePointAt(0) ?? 0;
    weight += single.some(([from, to]) => code >= from && code <= to) ? 1 : 2;
  }
  return weight;
}
