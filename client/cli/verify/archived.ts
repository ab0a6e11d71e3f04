import { keptUnder, readKept } from '../../../archive/audit/kept.ts';
import type { IncidentRecord } from '../../../workflows/contract/incident.ts';
import type { Session } from '../session.ts';
import { type Chain, readRun } from './histories.ts';

/** What the archive has of an incident. */
export interface Archived extends Chain {
  record: IncidentRecord;
}

/** The folder of an incident in the archive. */
export function folderOf({ incident, keyId }: { incident: string; keyId: string }): string {
  return `${incident}-${keyId.slice(0, 8)}`;
}

/** The folders of closed incidents whose name begins like that. */
export function foldersUnder({ config }: Session, nameStart: string): Promise<string[]> {
  return keptUnder(config.archiveDir, nameStart);
}

/** Reads one folder; undefined where there is none. @throws Error with a sentence where its record cannot be read */
export async function readArchived(session: Session, folder: string): Promise<Archived | undefined> {
  const { archiveDir } = session.config;
  if (!(await keptUnder(archiveDir, folder)).includes(folder)) return undefined;
  const { record, histories } = await readKept(archiveDir, folder);
  const missing: string[] = [];
  const runs = await Promise.all(histories.map(({ name, text }) => readRun(session, name, text, missing)));
  if (histories.length === 0) missing.push('no history lies beside its record in the archive');
  return { record, runs: runs.filter((run) => run !== undefined), missing };
}
