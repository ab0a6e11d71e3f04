/** What stands at a JSON pointer (RFC 6901), or undefined: own members and items only. */
export function at(value: unknown, pointer: string): unknown {
  const parts = pointer.split('/').slice(1);
  return parts.reduce<unknown>((found, part) => {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (found === null || typeof found !== 'object') return undefined;
    if (Array.isArray(found)) return /^(0|[1-9]\d*)$/.test(key) ? found[Number(key)] : undefined;
    return Object.hasOwn(found, key) ? (found as Record<string, unknown>)[key] : undefined;
  }, value);
}
