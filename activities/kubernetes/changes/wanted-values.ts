import type { PlanTarget } from '../../../workflows/contract/plans.ts';
import { never, useless, type Wanted } from './change.ts';

/** Values by key; null = there is none. */
export type Values = Record<string, string | null>;

/** What a change is to set: the catalogue's values, or on the way back those of before. */
export function wantedValues(values: Record<string, string>, { parameters, back }: Wanted): Values {
  if (!back) return values;
  const before = Object.keys(values).map((key) => {
    const value = Object.hasOwn(parameters, key) ? parameters[key] : undefined;
    if (value === null || typeof value === 'string') return [key, value] as const;
    throw useless(`The ${key} before is ${JSON.stringify(value)}: it takes a text, or null for none.`);
  });
  return Object.fromEntries(before);
}

/** What is there now of the keys that a change sets. */
export function valuesNow(wanted: Values, there: Record<string, string> = {}): Values {
  return Object.fromEntries(
    Object.keys(wanted).map((key) => [key, Object.hasOwn(there, key) ? (there[key] ?? null) : null]),
  );
}

export function sameValues(wanted: Values, now: Values): boolean {
  return Object.keys(wanted).every((key) => wanted[key] === now[key]);
}

/** More than a plan can show, and carry along to be taken back. */
const longest = 2_000;

/**
 * The values as a plan holds on to them, each under a word for what it is.
 * @throws ApplicationFailure `ChangeRefused` for one that is too long to be shown
 */
export function stateOf(what: string, now: Values): PlanTarget['state'] {
  return Object.fromEntries(
    Object.entries(now).map(([key, value]) => {
      if ((value?.length ?? 0) <= longest) return [`${what} ${key}`, value];
      throw never(
        `The ${what} ${key} has ${value?.length} characters now: more than a plan can show and take back. Change it by hand.`,
      );
    }),
  );
}

/** `CACHE_ENABLED is false, rate-limit is not set` */
export function valuesText(values: Values): string {
  return Object.entries(values)
    .map(
      ([key, value]) =>
        `${key} is ${value === null ? 'not set' : JSON.stringify(value).slice(1, -1) || 'empty'}`,
    )
    .join(', ');
}

/** `CACHE_ENABLED = true, rate-limit taken away` */
export function settingText(values: Values): string {
  return Object.entries(values)
    .map(([key, value]) => (value === null ? `${key} taken away` : `${key} = ${value}`))
    .join(', ');
}

/** As a shell takes it. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
