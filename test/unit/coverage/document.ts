import { oneLine } from '../../../docs/generate/coverage-file.ts';

/** A runbook document, taken apart. */
export interface Document {
  /** On one line. */
  text: string;
  /** The commands of its bash blocks, in order; each on one line. */
  commands: { section: string; command: string }[];
  /** What looks like a command elsewhere: in backticks, or a line of a template. */
  inline: string[];
  /** All that stands outside of those commands: lines of prose, headings, templates and comments. */
  prose: string[];
}

/** Takes a document apart. */
export function takeApart(markdown: string): Document {
  const prose: string[] = [];
  const commands: Document['commands'] = [];
  const headings: string[] = [];
  let fence: string | undefined;
  let begun = '';
  for (const line of markdown.replaceAll('\r\n', '\n').split('\n')) {
    const opens = /^\s*```(?<language>\w*)/.exec(line);
    if (opens) {
      fence = fence === undefined ? (opens.groups?.language ?? '') : undefined;
      continue;
    }
    if (fence !== 'bash') {
      const heading = fence === undefined ? /^(?<marks>#+) (?<title>.*)/.exec(line)?.groups : undefined;
      if (heading)
        headings.splice((heading.marks ?? '').length - 1, Number.POSITIVE_INFINITY, heading.title ?? '');
      if (line.trim()) prose.push(line.trim());
      continue;
    }
    if (begun === '' && /^\s*(#|$)/.test(line)) {
      if (line.trim()) prose.push(line.trim());
      continue;
    }
    begun += `${begun && '\n'}${line}`;
    if (goesOn(begun)) continue;
    commands.push({ section: headings.join(' / '), command: oneLine(begun) });
    begun = '';
  }
  return { text: oneLine(markdown), commands, inline: inlineCommands(prose, commands), prose };
}

function inlineCommands(prose: readonly string[], commands: Document['commands']): string[] {
  const programs = new Set(commands.map(({ command }) => command.split(' ')[0]));
  const spans = prose
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => [line, ...[...line.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span)]);
  return spans
    .map((span) => oneLine(span.replace(/\\$/, '')))
    .filter((span) => programs.has(span.split(' ')[0]) && span.includes(' '));
}

/** What a document calls by name: addresses, places, users, scripts, numbers of replicas; each once. */
export function namesIn({ prose, commands }: Document): string[] {
  const text = [...prose, ...commands.map(({ command }) => command)].join('\n');
  const found = names.flatMap((pattern) => [...text.matchAll(pattern)].map(([name]) => name));
  return [...new Set(found)];
}

const names = [
  /https?:\/\/[\w./-]*\w/g,
  /[\w.-]+@[\w-]+\.[\w.-]*\w/g, // mail
  /(?<![\w#])#[a-z][\w-]+/g, // channels
  /\+\d-[\w-]+/g, // telephones
  /(?<=-n )[a-z][\w-]*/g, // namespaces
  /(?<=\b(deployment|statefulset|service)\/)[a-z][\w-]*/g,
  /(?<=\b(patch|scale) (deployment|configmap|service) )[a-z][\w-]*/g,
  /(?<=\bapp=)[a-z][\w-]*/g, // labels
  /(?<=-U )\w+/g, // users
  /--replicas=\d+/g,
  /\.\/[\w./-]*\w/g, // scripts
];

/** Numbers of the prose that no piece covers, each with its line; ordinals of headings and lists are none, nor is "P0". */
export function bareNumbers(prose: readonly string[], pieces: readonly string[]): string[] {
  return prose.flatMap((line) => {
    const text = oneLine(line.replace(/^(#+ )?(Scenario )?\d+[.:] /, ''));
    const covered = pieces.flatMap((piece) => places(text, oneLine(piece)));
    return [...text.matchAll(/(?<![\p{L}\d])\d+/gu)]
      .filter(({ index }) => !covered.some(([from, to]) => from <= index && index < to))
      .map(([number]) => `${number} in "${text}"`);
  });
}

function places(text: string, piece: string): [number, number][] {
  const found: [number, number][] = [];
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1))
    found.push([at, at + piece.length]);
  return found;
}

/** A command goes on after a backslash, and inside of quotes. */
function goesOn(text: string): boolean {
  let quote: string | undefined;
  for (let i = 0; i < text.length; i += 1) {
    const letter = text[i];
    if (letter === '\\' && quote !== "'") i += 1;
    else if (letter === quote) quote = undefined;
    else if (quote === undefined && (letter === '"' || letter === "'")) quote = letter;
  }
  return quote !== undefined || text.endsWith('\\');
}
