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
  return problems
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, path, says }) => `${file}:${line}: ${path.length > 0 ? `${path.join('.')}: ` : ''}${says}`);
}

function schemaProblems(file: unknown, issue: z.core.$ZodIssue): { path: Path; says: string }[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(', ');
    return issue.keys.map((key) => ({
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
