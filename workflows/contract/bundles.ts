import type { PlanParameters, PlanTarget } from './plans.ts';

// Neither can be in the name of a mitigation or a question.
const ofTarget = ': ';
const ofParameter = '/';

/** A part's target as the whole bundle's plan has it. */
export function inBundle(part: string, target: PlanTarget): PlanTarget {
  return { ...target, id: `${part}${ofTarget}${target.id}` };
}

/** The targets of a bundle's plan that are a part's, as the part itself calls them. */
export function targetsOfPart(part: string, targets: readonly PlanTarget[]): PlanTarget[] {
  const start = `${part}${ofTarget}`;
  return targets.flatMap((target) =>
    target.id.startsWith(start) ? { ...target, id: target.id.slice(start.length) } : [],
  );
}

/** The part that a target of a bundle's plan belongs to; undefined for a plan that is no bundle's. */
export function partOfTarget(id: string): string | undefined {
  const end = id.indexOf(ofTarget);
  return end < 0 ? undefined : id.slice(0, end);
}

/** What takes one part back, as parameters of the whole bundle. */
export function namedForPart(part: string, parameters: PlanParameters): PlanParameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [`${part}${ofParameter}${name}`, value]),
  );
}

/** What is named for one part, as the part itself calls it; undefined if nothing is. */
export function parametersOfPart(part: string, parameters: PlanParameters): PlanParameters | undefined {
  const start = `${part}${ofParameter}`;
  const own = Object.entries(parameters).filter(([name]) => name.startsWith(start));
  return own.length === 0
    ? undefined
    : Object.fromEntries(own.map(([name, value]) => [name.slice(start.length), value]));
}

/** Whether parameters are named for parts: those of the way back are, answers of people are not. */
export function isWayBack(parameters: PlanParameters): boolean {
  return Object.keys(parameters).some((name) => name.includes(ofParameter));
}

/** The parameters with which only those parts are taken back that some of these targets belong to. */
export function wayBackOf(inverse: PlanParameters, targets: readonly string[]): PlanParameters | undefined {
  const parts = new Set(targets.map(partOfTarget));
  const kept = Object.entries(inverse).filter(([name]) => parts.has(name.split(ofParameter)[0]));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
