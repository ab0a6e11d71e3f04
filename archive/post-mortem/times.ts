/** `2026-11-21 03:12:05`, in UTC. */
export function day(at: string): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

/** `+01:23`, or `+1:02:03` from an hour on. */
export function relative(ms: number): string {
  const seconds = Math.abs(Math.round(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (count: number) => String(count).padStart(2, '0');
  const sign = ms < 0 && seconds > 0 ? '−' : '+';
  return h > 0 ? `${sign}${h}:${two(m)}:${two(s)}` : `${sign}${two(m)}:${two(s)}`;
}

/** `42 s`, `5 min 12 s`, `3 h 5 min`, `2 d 4 h`: the two largest units. */
export function lasting(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const units = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const largest = units.findIndex(([count]) => count > 0);
  if (largest < 0) return '0 s';
  return units
    .slice(largest, largest + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** ms from one instant to another. */
export function between(from: string, to: string): number {
  return Date.parse(to) - Date.parse(from);
}
