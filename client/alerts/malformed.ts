import type { z } from 'zod';

const shown = 3;

/** What is wrong with a body, for the person who set its sender up: which fields, what was found, what was expected. */
export function describeIssues(issues: z.core.$ZodIssue[], body: unknown): string {
  const sentences = issues
    .slice(0, shown)
    .map(({ path, message }) => `${pathText(path)}: found ${found(body, path)}; expected ${message}.`);
  if (issues.length > shown) sentences.push(`And ${issues.length - shown} more.`);
  return sentences.join(' ');
}

function pathText(path: PropertyKey[]): string {
  const text = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '') || 'the body';
}

function found(body: unknown, path: PropertyKey[]): string {
  let value = body;
  for (const part of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[part];
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (value !== null && typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
