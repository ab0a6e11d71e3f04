import { list, mapping, text } from '../values.ts';
import { localTime } from './people.ts';
import { matcher } from './routes.ts';

/** Planned ahead, in the zone of the file's calendar. */
export const maintenanceWindow = mapping({
  from: localTime,
  until: localTime,
  reason: text,
  matchers: list(matcher).min(1, 'at least one matcher').max(20, 'at most 20').optional(),
}).refine(({ from, until }) => from < until, { path: ['until'], error: 'a time after from' });
