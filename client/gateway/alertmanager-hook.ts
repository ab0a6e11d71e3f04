import { readAlertmanager } from '../alerts/alertmanager.ts';
import type { Check, HookPlace } from './hooks.ts';

/** `POST /hooks/alertmanager`: it signs nothing, so that credentials say whose a message is. */
export function alertmanagerHook(check: Check | 'anyone'): HookPlace {
  return {
    path: '/hooks/alertmanager',
    methods: ['POST'],
    hook: () => ({
      sender: 'alertmanager',
      check,
      // It sends a refused message never again, and whoever sets one up sees what is wrong.
      refusesMalformed: true,
      read({ body }) {
        const read = readAlertmanager(body.toString('utf8'));
        return read.understood ? { alerts: read.group } : { notUnderstood: read.because };
      },
    }),
  };
}
