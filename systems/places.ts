import type { Path } from './read-yaml.ts';

/** Every place of a value that a pattern leads to; `*` is any key or list item. */
export function found(
  value: unknown,
  pattern: readonly string[],
  path: Path = [],
): { path: Path; value: unknown }[] {
  const [part, ...rest] = pattern;
  if (part === undefined) return value === undefined ? [] : [{ path, value }];
  if (part !== '*') return found(member(value, part), rest, [...path, part]);
  if (Array.isArray(value)) return value.flatMap((item, index) => found(item, rest, [...path, index]));
  return Object.entries(members(value)).flatMap(([key, item]) => found(item, rest, [...path, key]));
}

export function members(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

export function member(value: unknown, name: string): unknown {
  const all = members(value);
  return Object.hasOwn(all, name) ? all[name] : undefined;
}
