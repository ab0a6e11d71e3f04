import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { withBundles } from './bundles.ts';
import { nameProblems } from './names.ts';
import { didYouMean } from './nearest.ts';
import { type Path, type Problem, readYaml } from './read-yaml.ts';
import { reservedKeys, secretProblems, whereReferencesMayStand } from './references.ts';
import { type SystemFile, systemFile } from './schema.ts';

/** A catalogue file as read: a system, or everything that is wrong with it, one sentence each. */
export type Loaded = { system: SystemFile; hash: string; problems: [] } | { problems: string[] };

/** Nobody mends more in one go, and all of them together go into one message. */
const mostTold = 100;
const longestTold = 2_000;

/** Reads the text of `systems/<id>.yaml`; `file` is its name without folder. Never throws. */
export function loadSystem(file: string, text: string): Loaded {
  const yaml = readYaml(text);
  if (yaml.problems.length > 0) return { problems: told(file, yaml.problems) };
  const parsed = systemFile.safeParse(yaml.value);
  const problems = [
    ...secretProblems(yaml.texts),
    ...reservedKeys(yaml.texts),
    ...(parsed.error?.issues ?? []).flatMap((issue) =>
      schemaProblems(yaml.value, issue).map((problem) => ({ ...problem, line: yaml.line(problem.path) })),
    ),
    ...nameProblems(file, yaml),
  ];
  if (problems.length > 0 || !parsed.success) return { problems: told(file, problems) };
  const system = { ...parsed.data, mitigations: withBundles(parsed.data.mitigations) };
  return { system, hash: createHash('sha256').update(text).digest('hex'), problems: [] };
}

function told(file: string, problems: readonly Problem[]): string[] {
  const sorted = problems.toSorted((a, b) => a.line - b.line);
  const shown = sorted.slice(0, mostTold).map(({ line, path, says }) => {
    const place = path.length > 0 ? `${cut(path.join('.'), 200)}: ` : '';
    return `${file}:${line}: ${cut(`${place}${says}`, longestTold)}`;
  });
  const next = sorted[mostTold];
  if (!next) return shown;
  return [...shown, `${file}:${next.line}: and more is wrong from here on`];
}

/** On one line, as everything that is told is. */
function cut(text: string, most: number): string {
  const line = text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  return line.length > most ? `${line.slice(0, most).toWellFormed()}…` : line;
}

function schemaProblems(file: unknown, issue: z.core.$ZodIssue): { path: Path; says: string }[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(', ');
    return issue.keys.slice(0, mostTold + 1).map((key) => ({
      path: [...path, key],
      says: `found an unknown key, expected one of ${issue.message}${didYouMean(key, known)}`,
    }));
  }
  const message = issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  const what =
    issue.code === 'invalid_key' ? JSON.stringify(path.at(-1)) : described(valueAt(file, path), path);
  return [{ path, says: `found ${what}, expected ${message}${meant(file, path, issue)}` }];
}

/** Of the long lists of kinds and actions, the one somebody probably meant. */
function meant(file: unknown, path: Path, issue: z.core.$ZodIssue): string {
  const written = valueAt(file, path);
  if (typeof written !== 'string' || !('options' in issue) || !Array.isArray(issue.options)) return '';
  return didYouMean(written, issue.options.map(String));
}

function valueAt(file: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      value !== null && typeof value === 'object' && Object.hasOwn(value, part)
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    file,
  );
}

function described(value: unknown, path: Path): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'keys and values';
  if (whereReferencesMayStand.includes(String(path.at(-1)))) return 'something else';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
