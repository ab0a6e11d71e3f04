import type { AlertmanagerTarget } from '../workflows/contract/alertmanager.ts';
import type { SystemFile } from './schema.ts';

/** The Alertmanager of a file that wants its silence. */
export function alertmanagerProfile({ alertmanager }: Pick<SystemFile, 'alertmanager'>): {
  alertmanager?: AlertmanagerTarget;
} {
  if (alertmanager?.silence !== true) return {};
  const { url, bearer } = alertmanager;
  return { alertmanager: { id: 'alertmanager', url, ...(bearer === undefined ? {} : { bearer }) } };
}
