const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** What a duration in a catalogue file must look like. */
export const durationExpected = 'a duration over 0 such as 30s, 15m, 4h, 1d or 2w, at most 52w';

const longest = 52 * units.w;

/** What a JSON Schema can say of it. */
export const durationPattern = /^[1-9][0-9]{0,8}[smhdw]$/;

/** "30s", "15m", "4h", "1d", "1w" in ms; undefined for anything else, for nothing, and for more than 52 weeks. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = /^([1-9][0-9]{0,8})([smhdw])$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  const ms = Number(count) * units[unit as keyof typeof units];
  return ms <= longest ? ms : undefined;
}

/** Whole seconds in ms, in the largest unit that fits evenly: 5400000 → "90m". */
export function durationText(ms: number): string {
  const fits = Object.entries(units).findLast(([, unit]) => ms % unit === 0);
  return fits ? `${ms / fits[1]}${fits[0]}` : `${ms}ms`;
}
