import type { AlertmanagerActivities } from '../../workflows/contract/alertmanager.ts';
import type { Resolve } from '../dependencies.ts';
import { openAlertmanager } from './api.ts';
import { silencesOf } from './silences.ts';

/** What other incidents and people have silenced stays. */
export function endSilence({ resolve }: { resolve: Resolve }): AlertmanagerActivities['endSilence'] {
  return async ({ alertmanager, keyId }) => {
    const server = openAlertmanager(alertmanager, resolve);
    const ours = await silencesOf(server, keyId);
    for (const { id } of ours) await server.end(id);
    return ours.length;
  };
}
