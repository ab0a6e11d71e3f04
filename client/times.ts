/** A length of time for a tired reader, two units at most: `42 s`, `3 m 05 s`, `2 h 10 m`, `3 d 4 h`. */
export function span(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m${rest(seconds % 60, 's')}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h${rest(minutes % 60, 'm')}`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

/** `in 42 s`, `5 m ago` or `now`; the text itself if it is no RFC 3339 time. */
export function relative(at: string, now: Date): string {
  const ms = Date.parse(at) - now.getTime();
  if (Number.isNaN(ms)) return at;
  if (Math.abs(ms) < 500) return 'now';
  return ms > 0 ? `in ${span(ms)}` : `${span(-ms)} ago`;
}

/** `03:12:04`, with the day before it if that is not today. */
export function clockTime(at: string, now: Date, timeZone?: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const time = date.toLocaleTimeString('en-GB', { timeZone, hour12: false });
  const [day, today] = [date, now].map((each) => each.toLocaleDateString('sv-SE', { timeZone }));
  return day === today ? time : `${day} ${time}`;
}

function rest(value: number, unit: string): string {
  return value === 0 ? '' : ` ${String(value).padStart(2, '0')} ${unit}`;
}
