import type { ClosedIncident } from '../../../archive/closed.ts';
import { matchIncidents } from '../../incidents/match.ts';
import type { BoardParts } from '../parts.ts';
import type { SessionData } from '../visitor.ts';
import { readable } from './readable.ts';

/** The closed incidents that somebody means and may read: by the name in the archive, the incident's or its beginning, or the workflow id. */
export async function closedCalled(
  parts: BoardParts,
  visitor: SessionData,
  typed: string,
): Promise<ClosedIncident[]> {
  const { closed } = await parts.shelf.look();
  const same = closed.filter(({ folder }) => folder === typed);
  return readable(parts, visitor, same.length > 0 ? same : matchIncidents(typed, closed));
}

/** Where a closed incident is on the board; its own address, even where another has its name. */
export function closedPath({ address }: Pick<ClosedIncident, 'address'>): string {
  return `/board/closed/${encodeURIComponent(address)}`;
}
