import type { Cited, CitedTarget } from '../contract/rehearsals.ts';

type Read = { message: Cited | undefined; refused?: undefined } | { message?: undefined; refused: string };

/** As many as a plan has. */
const mostTargets = 500;

/** Reads what a proposal cites, as the command line fills it in. */
export function readCited(value: unknown): Read {
  if (value === undefined || value === null) return { message: undefined };
  const { incident, plan, targets } = value as Record<string, unknown>;
  const readable =
    typeof incident === 'string' &&
    /^INC-[0-9A-Z]{6}$/.test(incident) &&
    typeof plan === 'number' &&
    Number.isSafeInteger(plan) &&
    Array.isArray(targets) &&
    targets.length <= mostTargets &&
    targets.every(isTarget);
  if (!readable) {
    return { refused: 'what it cites cannot be read: let the command fill it in (mayday propose … --from)' };
  }
  const kept = targets.map(({ id, title, state }) => ({ id, title: title.slice(0, 300), state }));
  return { message: { incident, plan, targets: kept } };
}

function isTarget(value: unknown): value is CitedTarget {
  if (typeof value !== 'object' || value === null) return false;
  const { id, title, state } = value as Record<string, unknown>;
  return [id, title, state].every((text) => typeof text === 'string' && text.length <= 1_000);
}
