import type { z } from 'zod';

const shown = 3;

/** The body as JSON, or a sentence that says that it is none; `takes` says what is expected. */
export function parseJson(body: string, takes: string): { json: unknown; because?: string } {
  try {
    return { json: JSON.parse(body) };
  } catch (error) {
    const because = body.trim() === '' ? 'it is empty' : (error as Error).message;
    return { json: undefined, because: `The body is not JSON (${because}): it takes ${takes}.` };
  }
}

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
  return excerpt(value);
}

/** A value of a body in a word or the beginning of its JSON. */
export function excerpt(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (value !== null && typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
