const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `03:27:00 UTC`, with the day where that is another one than `seen`'s; RFC 3339 both. */
export function timeOf(at: string, seen: string): string {
  const time = `${at.slice(11, 19)} UTC`;
  return at.slice(0, 10) === seen.slice(0, 10) ? time : `${at.slice(0, 10)} ${time}`;
}

/** `03:27:00 UTC (9 min 30 s left)`, counted from `seen`; RFC 3339 both. */
export function dueOf(due: string, seen: string): string {
  const ms = Date.parse(due) - Date.parse(seen);
  return `${timeOf(due, seen)} (${ms > 0 ? `${spanOf(ms)} left` : 'due now'})`;
}

/** ms as people say them, in two units at most. */
function spanOf(ms: number): string {
  if (ms < minute) return `${Math.ceil(ms / 1_000)} s`;
  if (ms < hour) return twoUnits(ms, [minute, 'min'], [1_000, 's']);
  if (ms < day) return twoUnits(ms, [hour, 'h'], [minute, 'min']);
  return twoUnits(ms, [day, 'd'], [hour, 'h']);
}

function twoUnits(ms: number, [large, first]: [number, string], [small, second]: [number, string]): string {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${first}${rest > 0 ? ` ${rest} ${second}` : ''}`;
}
