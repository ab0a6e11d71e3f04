/** What a path such as `links.logs.API v1.2.0` leads to; keys may hold dots themselves. */
export function valueAt(value: unknown, path: string): unknown {
  if (value === null || typeof value !== 'object') return undefined;
  for (const [key, member] of Object.entries(value)) {
    if (key === path) return member;
    if (!path.startsWith(`${key}.`)) continue;
    const found = valueAt(member, path.slice(key.length + 1));
    if (found !== undefined) return found;
  }
  return undefined;
}
