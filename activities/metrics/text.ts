/** One line of the text format of Prometheus. */
export interface Sample {
  series: string;
  labels: Record<string, string>;
  value: number;
}

const line =
  /^(?<series>[a-zA-Z_:][\w:]*)\s*(?:\{(?<labels>(?:[^"}]|"(?:\\.|[^"\\])*")*)\})?\s+(?<value>[^\s#]+)(?:\s|$)/;
const label = /(?<name>[a-zA-Z_]\w*)\s*=\s*"(?<value>(?:\\.|[^"\\])*)"/g;
const escaped: Record<string, string> = { n: '\n' };

/** The samples of these series, or of all; what is no sample is left out. (prometheus.io/docs/instrumenting/exposition_formats) */
export function samplesOf(text: string, series?: readonly string[]): Sample[] {
  return text.split('\n').flatMap((written) => {
    const found = line.exec(written.trim())?.groups;
    if (!found || (series && !series.includes(found.series ?? ''))) return [];
    const value = numberOf(found.value ?? '');
    if (Number.isNaN(value)) return [];
    return [{ series: found.series ?? '', labels: labelsOf(found.labels ?? ''), value }];
  });
}

function labelsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(label)].map(({ groups }) => [
      groups?.name ?? '',
      (groups?.value ?? '').replaceAll(/\\(.)/g, (_, letter: string) => escaped[letter] ?? letter),
    ]),
  );
}

function numberOf(text: string): number {
  if (/^[+-]?inf$/i.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return text === '' ? Number.NaN : Number(text);
}
