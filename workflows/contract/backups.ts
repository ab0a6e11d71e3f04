import type { Finding } from './findings.ts';
import type { MitigationTerms } from './mitigations.ts';
import type { PostgresTarget, Reference } from './profile.ts';
import type { ScriptProfile } from './scripts.ts';

/** Where it stands which backups there are. */
export type BackupPlace =
  /** Files of a folder of the worker; `*` of the pattern is any text. A backup is called by its path or by its name. */
  | { kind: 'folder'; folder: Reference; pattern: string; as: 'path' | 'name' }
  /** A script that only looks. Its last 40 lines count, each `ID TIME BYTES`, the time in RFC 3339. */
  | { kind: 'script'; script: ScriptProfile };

export interface BackupsQuestion {
  backups: BackupPlace;
}

/** Questions about backups. */
export interface BackupChecks {
  /** Which backups there are, newest first; sick where there is none, or the newest holds nothing. */
  listBackups(question: BackupsQuestion): Promise<Finding>;
}

/** Puts a backup in the place of a database, once all that is there has been dumped. Asks for the one thing that its script asks for: which backup. */
export interface RestoreDatabase extends MitigationTerms {
  action: 'postgres.restore';
  target: PostgresTarget;
  backups: BackupPlace;
  /** Run first; where it does not come to a good end nothing is restored. */
  dump: ScriptProfile;
  script: ScriptProfile;
}
