import { found, member } from './places.ts';
import type { Path } from './read-yaml.ts';
import { noLook } from './script-problems.ts';

interface Fault {
  path: Path;
  says: string;
}

/** Steps that ask people something, change something, or sign in where nobody is told how. Works on files that are wrong elsewhere. */
export function verificationProblems(file: unknown): Fault[] {
  const steps = [
    ['verification', 'steps', '*'],
    ['mitigations', '*', 'verify', '*'],
  ].flatMap((pattern) => found(file, pattern));
  return steps.flatMap(({ path, value }) => [
    ...noSignIn(file, member(value, 'login')).map((says) => ({ path: [...path, 'login'], says })),
    ...noLook(file, member(value, 'script'), member(value, 'mode')).map((says) => ({
      path: [...path, 'script'],
      says,
    })),
  ]);
}

function noSignIn(file: unknown, name: unknown): string[] {
  if (typeof name !== 'string') return [];
  const target = member(member(file, 'targets'), name);
  if (member(target, 'kind') !== 'http' || member(target, 'login') !== undefined) return [];
  return [
    `found ${JSON.stringify(name)}, expected a target that says how a probe user signs in: login: { probeUser: "\${NAME}", probePassword: "\${NAME}" }`,
  ];
}
