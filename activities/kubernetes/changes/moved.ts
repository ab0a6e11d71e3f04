import { canonical } from '../../../workflows/contract/keys.ts';
import type { Plan, PlanTarget } from '../../../workflows/contract/plans.ts';
import type { Part } from './change.ts';

/** What has moved about a plan's targets since it was made, line by line. */
export function differences({ targets }: Plan, parts: readonly Part[]): string[] {
  return targets.flatMap((target) => {
    const part = parts.find(({ id }) => id === target.id);
    return part?.there ? [] : moved(target, part);
  });
}

/** What in an object's state is not as the plan has it. */
export function moved({ title, state }: PlanTarget, now: Part | undefined): string[] {
  if (now === undefined) return [`${title}: it is gone`];
  const keys = [...new Set([...Object.keys(state), ...Object.keys(now.state)])];
  if (state.uid === null && now.state.uid !== null) return [`${title}: somebody has made one meanwhile`];
  if (state.uid !== now.state.uid) return [`${title}: it was deleted and made anew`];
  return keys
    .filter((key) => canonical(state[key] ?? null) !== canonical(now.state[key] ?? null))
    .map((key) => `${title}: ${inWords(key, state[key], now.state[key])}`);
}

type Value = PlanTarget['state'][string] | undefined;

/** Hashes mean nothing to people. */
function inWords(key: string, before: Value, now: Value): string {
  if (key === 'template') return 'its pod template is not the one it was';
  if (key === 'file') return 'the file says something else of it';
  if (key === 'change') return 'the file would change something else of it';
  if (key === 'to' && now === null) return 'the revision to go back to is gone from its history';
  return `${key} was ${before ?? 'not set'}, and is now ${now ?? 'not set'}`;
}
