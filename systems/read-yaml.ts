import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseAllDocuments,
  type YAMLMap,
} from 'yaml';
import { structureOf, tooDeep, type Written } from './yaml-structure.ts';

export type Path = readonly (string | number)[];

/** Something wrong at a place of a file. */
export interface Problem {
  /** From 1. */
  line: number;
  path: Path;
  says: string;
}

/** A YAML text as a value, with the lines its parts came from. `value` is absent when there are problems. */
export interface Yaml {
  value?: unknown;
  problems: Problem[];
  /** The line of a path, or of the nearest part above it that exists. */
  line(path: Path): number;
  texts: Written[];
}

/** How often what stands under an anchor may be repeated. */
const mostRepeated = 100;
/** One slip of syntax may break every line below it. */
const mostFaults = 20;
/** Of a file. */
export const mostCharacters = 256 * 1024;

/** Reads one YAML document. Never throws; refuses several documents, anchors blown up, tags, and what is huge or nested without end. */
export function readYaml(text: string): Yaml {
  if (text.length > mostCharacters) {
    return refused(`found ${text.length} characters, expected at most ${mostCharacters}`);
  }
  try {
    return read(text);
  } catch (error) {
    return refused(troubleOf(error instanceof Error ? error.message : String(error)));
  }
}

function read(text: string): Yaml {
  const lines = new LineCounter();
  // The parser compares each key with all before it: the same key twice is looked for in one go, later.
  const options = { lineCounter: lines, prettyErrors: false, stringKeys: true, uniqueKeys: false };
  const [document, second] = parseAllDocuments(text, options);
  if (document === undefined || !('contents' in document)) return refused('found nothing, expected a system');
  const lineOf = (offset: number | undefined) => Math.max(1, lines.linePos(offset ?? 0).line);
  if (second !== undefined) {
    return refused('found a second document after "---", expected one a file', lineOf(second.range[0]));
  }
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    const problems = faults
      .slice(0, mostFaults)
      .map(({ pos, message }) => ({ line: lineOf(pos[0]), path: [], says: troubleOf(message) }));
    return wrong(problems);
  }
  const structure = structureOf(document, lineOf);
  if (structure.faults.length > 0) return wrong(structure.faults.slice(0, mostFaults));
  const root = document.contents;
  const find = placesOf((node) => (isAlias(node) ? node.resolve(document) : node));
  const line = (path: Path) => lineOf(find(root, path));
  const value: unknown = document.toJS({ maxAliasCount: mostRepeated });
  return { value, problems: [], line, texts: structure.texts };
}

function refused(says: string, line = 1): Yaml {
  return { problems: [{ line, path: [], says }], line: () => line, texts: [] };
}

function wrong(problems: Problem[]): Yaml {
  return { problems, line: () => 1, texts: [] };
}

function troubleOf(message: string): string {
  if (message.startsWith('Maximum call stack')) return tooDeep;
  return message.startsWith('Excessive alias')
    ? `found aliases that repeat too much, expected at most ${mostRepeated} repetitions`
    : `no valid YAML: ${message}`;
}

/** Finds where paths begin; remembers the keys of what it has looked at. */
function placesOf(follow: (node: unknown) => unknown) {
  const known = new WeakMap<YAMLMap, Map<string, Pair>>();

  function pairOf(map: YAMLMap, part: string): Pair | undefined {
    const pairs =
      known.get(map) ??
      new Map(map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair]] : [])));
    known.set(map, pairs);
    return pairs.get(part);
  }

  return (root: unknown, path: Path): number | undefined => {
    let at = isNode(root) ? root.range?.[0] : undefined;
    let node = follow(root);
    for (const part of path) {
      if (isMap(node)) {
        const pair = pairOf(node, String(part));
        if (pair === undefined) return at;
        at = (isNode(pair.key) ? pair.key.range?.[0] : undefined) ?? at;
        node = follow(pair.value);
      } else if (isSeq(node) && isNode(node.items[Number(part)])) {
        const item = node.items[Number(part)];
        at = (isNode(item) ? item.range?.[0] : undefined) ?? at;
        node = follow(item);
      } else return at;
    }
    return at;
  };
}
