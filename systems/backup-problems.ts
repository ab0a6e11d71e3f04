import { oneOf } from './nearest.ts';
import { found, member } from './places.ts';
import type { Path } from './read-yaml.ts';
import { askedBy, noLook } from './script-problems.ts';

interface Fault {
  path: Path;
  says: string;
}

/** Restores that nobody could choose a backup for, or whose dump would ask for something. Works on files that are wrong elsewhere. */
export function backupProblems(file: unknown): Fault[] {
  return found(file, ['mitigations', '*']).flatMap(({ path, value }) => {
    if (member(value, 'action') !== 'postgres.restore') return [];
    const [backups, dump] = [member(value, 'backups'), member(value, 'dump')];
    const at = (key: string, says: string[]) => says.map((each) => ({ path: [...path, key], says: each }));
    return [
      ...at('backups', noLook(file, member(backups, 'script'), member(backups, 'mode'))),
      ...at('dump', asksNothing(file, member(dump, 'script'), member(dump, 'mode'))),
      ...at('script', asksOnce(file, member(value, 'script'), member(value, 'mode'))),
    ];
  });
}

function asksNothing(file: unknown, script: unknown, mode: unknown): string[] {
  const asked = askedBy(file, script, mode);
  return asked.length === 0
    ? []
    : [`found "${script}", which asks for ${oneOf(asked)}, expected a script that dumps without asking`];
}

function asksOnce(file: unknown, script: unknown, mode: unknown): string[] {
  if (member(member(file, 'scripts'), String(script)) === undefined) return [];
  const asked = askedBy(file, script, mode);
  if (asked.length === 1) return [];
  const many = asked.length === 0 ? 'nothing' : oneOf(asked);
  return [`found "${script}", which asks for ${many}, expected one that asks which backup, and nothing else`];
}
