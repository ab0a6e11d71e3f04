import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { Problem } from './read-yaml.ts';

/** A text of a YAML document: where it stands and what it says. */
export interface Written {
  line: number;
  /** The names of the keys above it; list items have none. */
  keys: string[];
  text: string;
  isKey: boolean;
}

/** What a document is made of, looked at before any of it becomes a value. */
export interface Structure {
  texts: Written[];
  /** The same key twice, aliases that stand for themselves or are too many, what is nested too deep. */
  faults: Problem[];
}

const mostLevels = 100;
const mostAliases = 1_000;
export const tooDeep = `found more than ${mostLevels} levels of lists and keys in each other, expected a few`;

/** Control characters but those between words and lines. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unprintable = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/** Looks at every node once. */
export function structureOf(
  document: Document.Parsed,
  lineOf: (offset: number | undefined) => number,
): Structure {
  const texts: Written[] = [];
  const faults: Problem[] = [];
  const open = new Set<string>();
  let aliases = 0;
  let deep = false;

  const fault = (node: unknown, keys: string[], says: string) =>
    faults.push({ line: lineOf(isNode(node) ? node.range?.[0] : undefined), path: keys, says });

  function written(node: Scalar, keys: string[], isKey: boolean): void {
    if (typeof node.value !== 'string') return;
    const text = node.value;
    texts.push({ line: lineOf(node.range?.[0]), keys, text, isKey });
    if (unprintable.test(text) || !text.isWellFormed()) {
      fault(node, keys, 'found a character that nobody can see, expected text');
    }
  }

  function look(node: unknown, keys: string[], level: number): void {
    if (level > mostLevels) {
      if (!deep) fault(node, [], tooDeep);
      deep = true;
      return;
    }
    if (isAlias(node)) {
      aliases += 1;
      if (aliases === mostAliases + 1) {
        fault(node, keys, `found more than ${mostAliases} aliases, expected fewer`);
      }
      if (open.has(node.source)) {
        fault(node, keys, `found *${node.source} within &${node.source}, which it stands for: write it out`);
      }
      return;
    }
    if (isScalar(node)) {
      written(node, keys, false);
      return;
    }
    const { anchor } = (node ?? {}) as { anchor?: string };
    const isFirst = anchor !== undefined && !open.has(anchor);
    if (isFirst) open.add(anchor);
    if (isMap(node)) lookAtPairs(node, keys, level);
    else if (isSeq(node)) for (const item of node.items) look(item, keys, level + 1);
    if (isFirst) open.delete(anchor);
  }

  function lookAtPairs(map: YAMLMap, keys: string[], level: number): void {
    const seen = new Set<string>();
    for (const { key, value } of map.items.filter(isPair)) {
      const name = isScalar(key) ? String(key.value) : '';
      if (isScalar(key)) {
        if (seen.has(name)) fault(key, keys, 'found the same key twice, expected it once');
        seen.add(name);
        written(key, keys, true);
      } else look(key, keys, level + 1);
      look(value, [...keys, name], level + 1);
    }
  }

  look(document.contents, [], 0);
  return { texts, faults };
}
