/** The first value of each parameter of an address, trimmed; empty ones are as good as none. */
export function firstValues(query: unknown): Readonly<Record<string, string | undefined>> {
  const values = Object.entries(Object(query)).map(([name, value]) => {
    const [first] = [value].flat();
    return [name, typeof first === 'string' && first.trim() ? first.trim() : undefined];
  });
  return Object.fromEntries(values);
}

/** A day as `<input type="date">` sends it, in UTC: epoch ms of its beginning and of the next one's; undefined if it is none. */
export function dayOf(text: string): { from: number; to: number } | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const from = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(from) || new Date(from).toISOString().slice(0, 10) !== text) return undefined;
  return { from, to: from + 86_400_000 };
}

/** `/board/closed?q=db`, without what is not given. */
export function addressOf(
  path: string,
  values: Readonly<Record<string, string | number | undefined>>,
): string {
  const given = Object.entries(values).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return given.length === 0 ? path : `${path}?${given.join('&')}`;
}
