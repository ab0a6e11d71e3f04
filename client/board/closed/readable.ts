import type { ClosedIncident } from '../../../archive/closed.ts';
import type { BoardParts } from '../parts.ts';
import { mayRead } from '../rights.ts';
import type { SessionData } from '../visitor.ts';

/** Those that the visitor may read, in the order they came. */
export function readable<T extends Pick<ClosedIncident, 'system' | 'runbook'>>(
  parts: BoardParts,
  visitor: SessionData,
  incidents: readonly T[],
): T[] {
  const known = new Map<string, boolean>();
  return incidents.filter(({ system, runbook }) => {
    const of = `${system} ${runbook}`;
    const may = known.get(of) ?? mayRead(parts, visitor, { system, runbook });
    known.set(of, may);
    return may;
  });
}
