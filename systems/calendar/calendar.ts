/** In the order of ISO 8601. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export type Weekday = (typeof weekdays)[number];

/** When people of a system work; plain data. */
export interface Calendar {
  /** An IANA name: Europe/Berlin. */
  zone: string;
  days: readonly Weekday[];
  /** Local time, HH:MM. */
  opens: string;
  /** Local time of the same day, HH:MM, 24:00 at the latest. */
  closes: string;
  holidays: CalendarHolidays;
}

export interface CalendarHolidays {
  /** ISO 3166-1: DE. Its public holidays are no working days. */
  country?: string;
  /** A part of the country, ISO 3166-2 without the country: BE. */
  region?: string;
  /** YYYY-MM-DD, or MM-DD for every year. */
  dates: readonly string[];
}

/** Where a file says nothing; shown as assumed. */
export const defaultCalendar: Calendar = {
  zone: 'UTC',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  opens: '09:00',
  closes: '17:00',
  holidays: { dates: [] },
};
