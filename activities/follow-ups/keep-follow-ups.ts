import type { FollowUpActivities } from '../../workflows/contract/follow-ups.ts';
import type { CoordinationDependencies } from '../dependencies.ts';
import { checklist } from './checklist.ts';
import { invitation } from './invitation.ts';

/** Writes the list of follow-ups, and the invitation to their review where there is one, beside the post-mortem. */
export function keepFollowUps({
  archive,
  catalogue,
}: Pick<CoordinationDependencies, 'archive' | 'catalogue'>): FollowUpActivities['keepFollowUps'] {
  return async (view) => {
    const invite = invitation(view, addresses(catalogue, view.system));
    if (invite !== undefined) await archive.put(view.keyId, 'review.ics', invite);
    return archive.put(view.keyId, 'follow-ups.md', checklist(view));
  };
}

/** Mail addresses by name; none where the file cannot be had. */
function addresses(catalogue: CoordinationDependencies['catalogue'], system: string): Map<string, string> {
  try {
    const { people } = catalogue.file(system);
    return new Map(Object.entries(people).flatMap(([name, { email }]) => (email ? [[name, email]] : [])));
  } catch {
    return new Map();
  }
}
