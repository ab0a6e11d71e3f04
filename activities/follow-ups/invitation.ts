import { ICalCalendar, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { FollowUpsView } from '../../workflows/contract/follow-ups.ts';

const hour = 3_600_000;

/**
 * The review meeting as an iCalendar file (RFC 5545); undefined where no item is one. The same meeting for every view:
 * a later one updates it in people's calendars. `addresses` = mail by name; who has none is not invited by it.
 */
export function invitation(view: FollowUpsView, addresses: ReadonlyMap<string, string>): string | undefined {
  const review = view.items.find(({ meets }) => meets !== undefined);
  if (!review?.meets) return undefined;
  const start = new Date(review.meets);
  const owners = [...new Set(view.items.flatMap(({ people }) => people))];
  const calendar = new ICalCalendar({
    prodId: { company: 'Mayday', product: 'follow-ups', language: 'EN' },
    method: ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    id: `review-${view.keyId}@mayday`,
    sequence: view.changes,
    stamp: new Date(view.changedAt ?? view.endedAt),
    start,
    end: new Date(start.getTime() + hour),
    summary: `Review of ${view.incident}: ${view.summary}`.slice(0, 200),
    description: `${view.systemTitle}: ${review.title}. The post-mortem is beside this file.`,
    status: review.state === 'dropped' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    attendees: owners.flatMap((name) => {
      const email = addresses.get(name);
      return email === undefined ? [] : [{ name, email }];
    }),
  });
  return `${calendar.toString()}\r\n`;
}
