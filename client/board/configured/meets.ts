import { explainingRules } from '../../../systems/explaining.ts';
import { incidentIdPrefix } from '../../../workflows/contract/keys.ts';
import type { WhatStarts } from '../../alerts/explanation.ts';
import type { Glanced } from '../../incidents/glance.ts';
import type { BoardParts } from '../parts.ts';

/** What alerts that fire now would meet among the open incidents. */
export type Meets =
  | { kind: 'joins'; incident: Glanced }
  /** `folded`: it is told there, and nobody else is reached. */
  | { kind: 'explained'; incident: Glanced; folded: boolean }
  | { kind: 'none' };

/** As the worker would judge it when the incident opens. */
export function meets(
  starts: WhatStarts,
  open: readonly Glanced[],
  parts: Pick<BoardParts, 'catalogue' | 'clock'>,
): Meets {
  const joined = open.find(({ workflowId }) => workflowId === starts.workflowId);
  if (joined) return { kind: 'joins', incident: joined };
  const explains = explaining(starts, open, parts);
  if (!explains?.glance) return { kind: 'none' };
  return { kind: 'explained', incident: explains, folded: starts.severity >= explains.glance.severity };
}

function explaining(
  { system, workflowType }: WhatStarts,
  open: readonly Glanced[],
  { catalogue, clock }: Pick<BoardParts, 'catalogue' | 'clock'>,
): Glanced | undefined {
  const rules = rulesOf(system, catalogue).filter(({ runbooks }) =>
    runbooks.some((runbook) => runbook === workflowType),
  );
  for (const { by, within } of rules) {
    const found = open.find(
      ({ workflowId, glance }) =>
        workflowId.startsWith(incidentIdPrefix(system, by)) &&
        glance &&
        !glance.folded &&
        Math.abs(clock() - Date.parse(glance.openedAt)) <= within,
    );
    if (found) return found;
  }
  return undefined;
}

/** None of a file that cannot be had, such as that of the built-in catch-all. */
export function rulesOf(
  system: string,
  catalogue: BoardParts['catalogue'],
): ReturnType<typeof explainingRules> {
  try {
    return explainingRules(catalogue.file(system));
  } catch {
    return [];
  }
}
