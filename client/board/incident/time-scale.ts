/** Where instants are drawn: minutes in which much happened get room, and hours of waiting do not take it. */
export interface TimeScale {
  /** px of an RFC 3339 instant; those outside are drawn at the edge. */
  x(at: string): number;
  /** Instants that have room for a label, first and last among them. */
  ticks: string[];
}

/** px between labels. */
const labelRoom = 62;

/** Over the given instants, RFC 3339, which need no order; between `left` and `right` px. */
export function timeScale(instants: readonly string[], left: number, right: number): TimeScale {
  const known = new Map(instants.map((at) => [Date.parse(at), at]));
  const times = [...known.keys()].filter((time) => !Number.isNaN(time)).sort((a, b) => a - b);
  const places = new Map<number, number>();
  let sum = 0;
  for (const [i, time] of times.entries()) {
    sum += i === 0 ? 0 : weight(time - (times[i - 1] ?? time));
    places.set(time, sum);
  }
  const place = (time: number) => left + ((places.get(time) ?? 0) / (sum || 1)) * (right - left);
  const x = (at: string) => round(place(nearest(times, Date.parse(at))));
  return { x, ticks: spaced(times, place).flatMap((time) => known.get(time) ?? []) };
}

function weight(ms: number): number {
  return Math.log1p(ms / 1_000) + 0.1;
}

function spaced(times: readonly number[], place: (time: number) => number): number[] {
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return [];
  const kept = [first];
  for (const time of times) {
    const fits = (other: number) => Math.abs(place(time) - place(other)) >= labelRoom;
    if (fits(kept.at(-1) ?? first) && fits(last)) kept.push(time);
  }
  return first === last ? kept : [...kept, last];
}

function nearest(times: readonly number[], time: number): number {
  const before = times.findLast((each) => each <= time);
  return before ?? times[0] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
