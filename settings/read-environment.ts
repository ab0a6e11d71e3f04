import { statSync } from 'node:fs';
import type { z } from 'zod';
import { allSettings, type Name, settingNamed } from './all.ts';
import { type Given, givenValue } from './given-value.ts';
import { listed } from './schemas.ts';
import { knowSecrets, type Secrets } from './secrets.ts';
import { type Environment, isSecret, type Reader, type Setting } from './setting.ts';
import { unknownSettings } from './unknown-settings.ts';

/** What each variable holds. Where one is wrong, and `wrong` says so, what counts if it is not set. */
export type Values = { readonly [N in Name]: z.output<(typeof allSettings)[N]['schema']> };

/** An environment as one process reads it. */
export interface ReadEnvironment {
  /** Of the variables that this process reads; those of others are not looked at. */
  values: Values;
  /** Whether `NAME` or `NAME_FILE` is set, usable or not. */
  isSet(name: Name): boolean;
  /** A sentence for each wrong setting; rules about several of them add theirs. */
  wrong: string[];
  /** A sentence for each variable that is probably misspelt. */
  remarks: string[];
  /** As given, without what is empty: `${NAME}`s of the catalogue are looked up here at each use (`givenValue`). */
  given: Record<string, string>;
  /** The same with the content of each `NAME_FILE` of a setting in the place of `NAME`. */
  resolved: Record<string, string>;
  /** Every secret that stands in the environment or in the file of a setting. */
  secrets: Secrets;
  /** Those that are settings of this process, also each of several and each line of a key. */
  secretValues: string[];
}

/** Reads what one process takes from its environment. Empty counts as not set. */
export function readEnvironment(environment: Environment, reader: Reader): ReadEnvironment {
  const given = setOnes(environment);
  const resolved = { ...given };
  const values: Record<string, unknown> = {};
  const wrong: string[] = [];
  const secrets = knowSecrets(given);
  const secretValues: string[] = [];
  for (const name of namesIn(given)) {
    const setting = settingNamed(name) as Setting;
    if (!setting.readBy.includes(reader)) continue;
    try {
      const found = givenValue(name, given);
      if (found) resolved[name] = found.value.trim();
      delete resolved[`${name}_FILE`];
      if (found && isSecret(setting)) secretValues.push(...learn(secrets, name, found.value.trim()));
      const { value, because } = parsed(name, setting, found, reader);
      if (because) wrong.push(because);
      else values[name] = value;
    } catch (error) {
      wrong.push(`${(error as Error).message}.`);
    }
  }
  for (const [name, setting] of Object.entries<Setting>(allSettings)) {
    if (Object.hasOwn(values, name) || !setting.readBy.includes(reader)) continue;
    const missing = isSet(name) ? undefined : notThere(name, setting, otherwise(setting, given), reader);
    if (missing) wrong.push(missing);
    values[name] = otherwise(setting, given);
  }
  function isSet(name: string): boolean {
    return given[name] !== undefined || given[`${name}_FILE`] !== undefined;
  }
  return {
    values: values as Values,
    isSet,
    wrong: wrong.map((sentence) => secrets.mask(sentence)),
    remarks: unknownSettings(given),
    given,
    resolved,
    secrets,
    secretValues,
  };
}

function setOnes(environment: Environment): Record<string, string> {
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) if (value?.trim()) set[name] = value;
  return set;
}

/** The settings that are given, by name, in the order of the table. */
function namesIn(given: Record<string, string>): Set<string> {
  const order = Object.keys(allSettings);
  const names = Object.keys(given).map((name) => (order.includes(name) ? name : name.replace(/_FILE$/, '')));
  const known = names.filter((name) => settingNamed(name));
  return new Set(known.sort((a, b) => order.indexOf(a) - order.indexOf(b)));
}

/** All of it, each of several, and each line of a key: any of them may come up alone. */
function learn(secrets: Secrets, name: string, value: string): string[] {
  const lines = value.split(/\n|\\n/).filter((line) => line.length >= 16 && !line.includes('-----'));
  const each = [...new Set([value, ...listed(value), ...lines])];
  // A webhook's name makes a whole URL a secret, not only the credentials in it.
  for (const one of each) secrets.learn(`${name}_WEBHOOK`, one);
  return each;
}

function otherwise({ schema, fallback }: Setting, given: Environment): unknown {
  return schema.parse(fallback?.(given));
}

function parsed(
  name: string,
  setting: Setting,
  found: Given | undefined,
  reader: Reader,
): { value?: unknown; because?: string } {
  const read = setting.schema.safeParse(found?.value.trim());
  if (read.success) return { value: read.data, because: notThere(name, setting, read.data, reader) };
  const [issue] = read.error.issues;
  const says = found && mayBeShown(setting, found) ? `is "${found.value.trim()}"` : 'cannot be used';
  return { because: `${name} ${says}; ${issue?.message}.` };
}

// What somebody put into a file may be a secret, whatever the variable is for; so may what a URL has in it.
function mayBeShown(setting: Setting, { value, fromFile }: Given): boolean {
  if (fromFile || isSecret(setting) || setting.mayHoldSecret || value.includes('-----BEGIN')) return false;
  return !(setting.kind === 'URL' && /[@?]/.test(value));
}

function notThere(
  name: string,
  { kind, mustBeThere }: Setting,
  value: unknown,
  reader: Reader,
): string | undefined {
  if (typeof value !== 'string' || !mustBeThere?.includes(reader)) return undefined;
  const found = statSync(value, { throwIfNoEntry: false });
  if (kind === 'folder' ? found?.isDirectory() : found?.isFile()) return undefined;
  return `${name} is "${value}", which is not a ${kind}; write the path of one.`;
}
