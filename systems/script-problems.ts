import { type Risk, risks } from '../workflows/contract/profile.ts';
import { placeholderOf } from './entries/scripts.ts';
import { oneOf } from './nearest.ts';
import { found, member, members } from './places.ts';
import type { Path } from './read-yaml.ts';

interface Fault {
  path: Path;
  says: string;
}

/** Scripts whose placeholders nobody is asked for, or that run where they must not. Works on files that are wrong elsewhere. */
export function scriptProblems(file: unknown): Fault[] {
  return [
    ...found(file, ['scripts', '*']).flatMap(({ path, value }) => unasked(path, value)),
    ...found(file, ['runbooks', '*', 'scripts', '*']).flatMap(({ path, value }) => {
      const [name, mode] =
        typeof value === 'string' ? [value] : [member(value, 'script'), member(value, 'mode')];
      return noLook(file, name, mode).map((says) => ({ path, says }));
    }),
    ...found(file, ['mitigations', '*']).flatMap(({ path, value }) => ofMitigation(file, path, value)),
  ];
}

/** Every placeholder has its question, and every question its placeholder. */
function unasked(path: Path, script: unknown): Fault[] {
  const asked = Object.keys(members(member(script, 'asks')));
  const written = wordsIn(script);
  const used = written.flatMap(({ value }) => placeholderOf(value) ?? []);
  return [
    ...written.flatMap(({ path: at, value }) => {
      const name = placeholderOf(value);
      if (name === undefined || asked.includes(name)) return [];
      const says = `found ${JSON.stringify(value)}, expected a question for it: asks: { ${name}: WHAT A PERSON IS ASKED }`;
      return [{ path: [...path, ...at], says }];
    }),
    ...asked
      .filter((name) => !used.includes(name))
      .map((name) => ({
        path: [...path, 'asks', name],
        says: `found a question that no argument takes, expected the argument "[${name}]"`,
      })),
  ];
}

const changing = risks.filter((risk) => risk !== 'observe');

/** What a runbook runs by itself only looks, and asks nobody. */
export function noLook(file: unknown, name: unknown, mode: unknown): string[] {
  if (typeof name !== 'string') return [];
  const script = member(member(file, 'scripts'), name);
  const risk = member(script, 'risk');
  if (changing.some((each) => each === risk)) {
    return [
      `found ${JSON.stringify(name)}, whose risk is ${risk}, expected one that only looks (observe); others are mitigations: action: script.run`,
    ];
  }
  const asks = askedBy(file, name, mode);
  return asks.length > 0
    ? [`found ${JSON.stringify(name)}, which asks for ${oneOf(asks)}, expected one that asks for nothing`]
    : [];
}

/** What a call of a script asks people for. */
export function askedBy(file: unknown, name: unknown, mode: unknown): string[] {
  const script = member(member(file, 'scripts'), String(name));
  return [...new Set(wordsIn(script, mode).flatMap(({ value }) => placeholderOf(value) ?? []))];
}

function ofMitigation(file: unknown, path: Path, mitigation: unknown): Fault[] {
  if (member(mitigation, 'action') !== 'script.run') return [];
  const script = member(member(file, 'scripts'), String(member(mitigation, 'script')));
  const [risk, own] = [member(mitigation, 'risk'), member(script, 'risk')].map((each) =>
    risks.indexOf(each as Risk),
  );
  const asks = wordsIn(script, member(mitigation, 'mode')).flatMap(({ value }) => placeholderOf(value) ?? []);
  return [
    ...(risk !== undefined && own !== undefined && risk >= 0 && risk < own
      ? [
          {
            path: [...path, 'risk'],
            says: `found ${risks[risk]}, expected ${risks[own]}, as bad as its script`,
          },
        ]
      : []),
    ...Object.keys(members(member(mitigation, 'asks')))
      .filter((name) => script !== undefined && !asks.includes(name))
      .map((name) => ({
        path: [...path, 'asks', name],
        says: `found a question that its script does not ask, expected ${asks.length > 0 ? oneOf(asks) : 'none'}`,
      })),
  ];
}

/** The arguments of a script; with a mode, of that call only. */
function wordsIn(script: unknown, mode?: unknown): { path: Path; value: unknown }[] {
  const modes = members(member(script, 'modes'));
  const called = Object.entries(modes).filter(([name]) => mode === undefined || name === mode);
  return [
    ...found(script, ['arguments', '*']),
    ...called.flatMap(([name, words]): { path: Path; value: unknown }[] =>
      typeof words === 'string'
        ? words.split(/\s+/).map((value) => ({ path: ['modes', name], value }))
        : found(script, ['modes', name, '*']),
    ),
  ];
}
