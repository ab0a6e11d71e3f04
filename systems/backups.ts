import type { BackupPlace, RestoreDatabase } from '../workflows/contract/backups.ts';
import type { ScriptProfile } from '../workflows/contract/scripts.ts';
import type { SingleEntry } from './entries/mitigations.ts';
import { postgresTarget } from './postgres-mitigations.ts';
import type { SystemFile } from './schema.ts';
import { scriptMitigation, scriptProfile } from './scripts.ts';

type RestoreEntry = Extract<SingleEntry, { action: 'postgres.restore' }>;

/** What a run needs of a mitigation that restores a database; `assume` hears what the file leaves open. */
export function restoreMitigation(
  system: SystemFile,
  name: string,
  entry: RestoreEntry,
  assume: (says: string) => void,
): RestoreDatabase {
  const { title, action, risk, target, script, mode, asks, backups, dump } = entry;
  // Its questions and times are those of the script, run by itself.
  const run = scriptMitigation(
    system,
    name,
    { title, action: 'script.run', risk, script, mode, asks, byHand: [], verify: [] },
    assume,
  );
  return {
    name,
    title,
    action,
    risk,
    target: postgresTarget(system, target),
    backups: placeOf(system, backups),
    dump: called(system, dump),
    script: run.script,
    asks: run.asks,
    temporary: false,
  };
}

function placeOf(system: SystemFile, backups: RestoreEntry['backups']): BackupPlace {
  if ('script' in backups) return { kind: 'script', script: called(system, backups) };
  const { folder, pattern, as = 'path' } = backups;
  return { kind: 'folder', folder, pattern, as };
}

function called(
  system: SystemFile,
  { script, mode }: { script: string; mode?: string | undefined },
): ScriptProfile {
  const profile = scriptProfile(system, script, mode);
  if (!profile) throw new Error(`The script ${script} passed the checks, but is none of the file`);
  return profile;
}
