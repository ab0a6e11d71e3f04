import { ApplicationFailure } from '@temporalio/common';
import { inBundle, isWayBack, namedForPart, parametersOfPart } from '../../workflows/contract/bundles.ts';
import { final } from '../../workflows/contract/failures.ts';
import type { Bundle, SingleMitigation } from '../../workflows/contract/mitigations.ts';
import type { PlanParameters, Proposal, SetBefore } from '../../workflows/contract/plans.ts';
import type { Action } from './action.ts';
import { applyParts, differencesOfParts } from './bundle-parts.ts';

/** The action of a part. */
export type ActionOfPart = (part: SingleMitigation) => Action<SingleMitigation>;

/** The same change of several things as one plan; the way back goes through them in reverse. */
export function bundle(actionOf: ActionOfPart): Action<Bundle> {
  return {
    observe: (mitigation, parameters, before) => observe(actionOf, mitigation, parameters, before),
    differences: (mitigation, plan) => differencesOfParts(actionOf, mitigation, plan),
    act: (order) => applyParts(actionOf, order),
  };
}

interface Seen {
  part: SingleMitigation;
  proposal: Proposal;
}

/** Null only when there is nothing to change in any part; what is never done to one part leaves the others as they are. */
async function observe(
  actionOf: ActionOfPart,
  { of }: Bundle,
  parameters: PlanParameters,
  before?: SetBefore,
): Promise<Proposal | null> {
  const back = isWayBack(parameters);
  const seen: Seen[] = [];
  const asTheyAre: SingleMitigation[] = [];
  const refused: { part: SingleMitigation; failure: ApplicationFailure }[] = [];
  for (const part of back ? of.toReversed() : of) {
    const own = back ? parametersOfPart(part.name, parameters) : parameters;
    if (own === undefined) continue;
    try {
      const proposal = await actionOf(part).observe(part, own, before);
      if (proposal) seen.push({ part, proposal });
      else asTheyAre.push(part);
    } catch (error) {
      if (!(error instanceof ApplicationFailure) || error.type !== final.changeRefused) throw error;
      refused.push({ part, failure: error });
    }
  }
  const [first] = refused;
  if (seen.length === 0 && first) throw first.failure;
  const leftOut = [
    ...asTheyAre.map(({ title }) => `${title}: nothing is left to change, so it is not part of it.`),
    ...refused.map(({ part, failure }) => `${part.title} is not part of it: ${failure.message}`),
  ];
  return seen.length === 0 ? null : together(seen, leftOut);
}

function together(seen: Seen[], leftOut: string[]): Proposal {
  const each = (says: (proposal: Proposal) => string) =>
    seen.map(({ part, proposal }) => `${part.title}: ${says(proposal)}`).join(' ');
  const inverse = Object.assign(
    {},
    ...seen.map(({ part, proposal }) => namedForPart(part.name, proposal.inverse ?? {})),
  ) as PlanParameters;
  return {
    targets: seen.flatMap(({ part, proposal }) =>
      proposal.targets.map((target) => inBundle(part.name, target)),
    ),
    preview: seen.flatMap(({ part, proposal }) => [`-- ${part.title}`, ...proposal.preview]),
    observed: [each(({ observed }) => observed), ...leftOut].join(' '),
    predicted: each(({ predicted }) => predicted),
    blastRadius: each(({ blastRadius }) => blastRadius),
    undo: undoOf(seen),
    ...(seen.some(({ proposal }) => proposal.changedSince) ? { changedSince: true } : {}),
    ...(Object.keys(inverse).length > 0 ? { inverse } : {}),
  };
}

/** Newest first, as it would be done. */
function undoOf(seen: Seen[]): string | null {
  if (seen.every(({ proposal }) => proposal.undo === null)) return null;
  return seen
    .toReversed()
    .map(({ part, proposal }) => `${part.title}: ${proposal.undo ?? 'cannot be taken back.'}`)
    .join(' ');
}
