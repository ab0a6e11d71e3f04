/** ms; whoever asks for more is asked again all the same. */
const longest = 3_600_000;

/** ms until a service wants to be asked again, by its `Retry-After`: seconds or a date, at most an hour; undefined where it says none, or one that has passed. */
export function retryAfterIn(header: string | null | undefined, now = Date.now()): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return ms > 0 ? Math.min(ms, longest) : undefined;
}
