import type { PagerDutyWebhook } from '../../alerts/pager-duty.ts';

/** What an event says to the incident whose alert it is about. */
export type PagerDutyMessage = { verb: 'acknowledge' } | { verb: 'note'; text: string };

const longest = 1_000;

/** Undefined where it says nothing new: what we triggered, acknowledged and resolved ourselves comes back without a person. */
export function messageOf({ type, user, incident, remark }: PagerDutyWebhook): PagerDutyMessage | undefined {
  const note = (text: string) => ({ verb: 'note', text: text.slice(0, longest) }) as const;
  const whom = (incident?.assignees ?? []).flatMap((each) => each?.summary ?? []).join(', ');
  const to = whom ? ` to ${whom}` : '';
  switch (type) {
    case 'incident.acknowledged':
      return user && { verb: 'acknowledge' };
    case 'incident.resolved':
      return user && note('Resolved in PagerDuty; the incident goes on here until it is resolved here');
    case 'incident.unacknowledged':
      return note('No longer acknowledged in PagerDuty');
    case 'incident.reassigned':
      return note(`Reassigned in PagerDuty${to}`);
    case 'incident.delegated':
      return note(`Delegated in PagerDuty${to}`);
    case 'incident.escalated':
      return note(`Escalated in PagerDuty${to}`);
    case 'incident.reopened':
      return note('Reopened in PagerDuty');
    case 'incident.priority_updated':
      return note(`Its priority in PagerDuty is ${incident?.priority?.summary ?? 'none'} now`);
    case 'incident.annotated':
    case 'incident.status_update_published':
      return remark && note(`In PagerDuty: ${remark.says}`);
    default:
      return undefined;
  }
}
