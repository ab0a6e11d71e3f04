import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import { coordinate } from './incident/coordinate.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';
import { type Questions, recover } from './incident/recovery.ts';
import type { Story } from './incident/rounds.ts';

/** Database recovery: which backup is to be restored, and is the database whole afterwards? (000, 001 Database Recovery) */
export async function databaseRecovery(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('databaseRecovery', input, restoreDatabase);
}

async function restoreDatabase(incident: Incident): ReturnType<Story> {
  const { database } = incident.profile.runbook;
  if (!database) return await coordinate(incident);
  return await recover(incident, {
    connectivity: (ask) => ask.postgresConnectivity({ database }),
    integrity: (ask) => ask.postgresIntegrity({ database }),
    ...backupsToChooseFrom(incident),
  });
}

function backupsToChooseFrom({ mitigations }: Incident): Questions {
  const restore = mitigations.find((each) => each.action === 'postgres.restore');
  return restore ? { backups: (ask) => ask.listBackups({ backups: restore.backups }) } : {};
}
