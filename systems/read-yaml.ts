import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
} from 'yaml';

export type Path = readonly (string | number)[];

/** Something wrong at a place of a file. */
export interface Problem {
  /** From 1. */
  line: number;
  path: Path;
  says: string;
}

/** A text of a YAML document: where it stands and what it says. */
export interface Written {
  line: number;
  /** The names of the keys above it; list items have none. */
  keys: string[];
  text: string;
  isKey: boolean;
}

/** A YAML text as a value, with the lines its parts came from. `value` is absent when there are problems. */
export interface Yaml {
  value?: unknown;
  problems: Problem[];
  /** The line of a path, or of the nearest part above it that exists. */
  line(path: Path): number;
  texts: Written[];
}

const mostAliases = 100;
/** One slip of syntax may break every line below it. */
const mostFaults = 20;
const mostCharacters = 256 * 1024;

/** Reads one YAML document. Never throws; refuses several documents, anchors blown up, tags and huge files. */
export function readYaml(text: string): Yaml {
  const nothing = (line: number, says: string): Yaml => ({
    problems: [{ line, path: [], says }],
    line: () => line,
    texts: [],
  });
  if (text.length > mostCharacters) {
    return nothing(1, `found ${text.length} characters, expected at most ${mostCharacters}`);
  }
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const [document, second] = documents;
  if (document === undefined || !('contents' in document))
    return nothing(1, 'found nothing, expected a system');
  const lineOf = (offset: number | undefined) => Math.max(1, lines.linePos(offset ?? 0).line);
  if (second !== undefined) {
    return nothing(lineOf(second.range[0]), 'found a second document after "---", expected one a file');
  }
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    return {
      problems: faults.slice(0, mostFaults).map(({ pos, code, message }) => ({
        line: lineOf(pos[0]),
        path: [],
        says:
          code === 'DUPLICATE_KEY'
            ? 'found the same key twice, expected it once'
            : `no valid YAML: ${message}`,
      })),
      line: () => 1,
      texts: [],
    };
  }
  const root = document.contents;
  const line = (path: Path) =>
    lineOf(startOf(root, path, (node) => (isAlias(node) ? node.resolve(document) : node)));
  try {
    const value: unknown = document.toJS({ maxAliasCount: mostAliases });
    return { value, problems: [], line, texts: textsOf(root, lineOf) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return nothing(
      1,
      message.startsWith('Excessive alias')
        ? `found aliases that repeat too much, expected at most ${mostAliases} repetitions`
        : `no valid YAML: ${message}`,
    );
  }
}

function startOf(root: unknown, path: Path, follow: (node: unknown) => unknown): number | undefined {
  let at = isNode(root) ? root.range?.[0] : undefined;
  let node = follow(root);
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (pair === undefined) return at;
      at = (pair.key as Node).range?.[0] ?? at;
      node = follow(pair.value);
    } else if (isSeq(node) && isNode(node.items[Number(part)])) {
      const item = node.items[Number(part)] as Node;
      at = item.range?.[0] ?? at;
      node = follow(item);
    } else return at;
  }
  return at;
}

function textsOf(root: unknown, lineOf: (offset: number | undefined) => number): Written[] {
  const texts: Written[] = [];
  const look = (node: unknown, keys: string[], isKey: boolean): void => {
    if (isMap(node)) for (const pair of node.items) look(pair, keys, false);
    else if (isSeq(node)) for (const item of node.items) look(item, keys, false);
    else if (isPair(node)) {
      look(node.key, keys, true);
      look(node.value, [...keys, isScalar(node.key) ? String(node.key.value) : ''], false);
    } else if (isScalar(node) && typeof node.value === 'string') {
      texts.push({ line: lineOf(node.range?.[0]), keys, text: node.value, isKey });
    }
  };
  look(root, [], false);
  return texts;
}
