import { type Calendar, defaultCalendar } from '../../../../systems/calendar/calendar.ts';

export const berlin: Calendar = {
  ...defaultCalendar,
  zone: 'Europe/Berlin',
  holidays: { country: 'DE', region: 'BE', dates: [] },
};

export const newYork: Calendar = {
  ...defaultCalendar,
  zone: 'America/New_York',
  holidays: { country: 'US', dates: [] },
};

export const kolkata: Calendar = {
  ...defaultCalendar,
  zone: 'Asia/Kolkata',
  opens: '09:30',
  closes: '18:30',
  holidays: { country: 'IN', dates: [] },
};

export const telAviv: Calendar = {
  ...defaultCalendar,
  zone: 'Asia/Jerusalem',
  days: ['sun', 'mon', 'tue', 'wed', 'thu'],
  holidays: { country: 'IL', dates: [] },
};

/** Every hour of every day is open. */
export function roundTheClock(zone: string): Calendar {
  return {
    zone,
    days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    opens: '00:00',
    closes: '24:00',
    holidays: { dates: [] },
  };
}
