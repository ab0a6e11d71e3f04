import { readGrafana } from '../alerts/grafana.ts';
import type { GrafanaSettings } from './hook-settings.ts';
import type { Check, HookPlace } from './hooks.ts';
import { signatureCheck } from './signature-check.ts';

/** `POST|PUT /hooks/grafana`: signed where a secret is set up, else by credentials. */
export function grafanaHook(settings: GrafanaSettings | undefined, credentials: Check | 'anyone'): HookPlace {
  const check = settings
    ? signatureCheck({
        ...settings,
        header: 'X-Grafana-Alerting-Signature',
        secretOf: 'MAYDAY_GRAFANA_SECRET',
      })
    : credentials;
  return {
    path: '/hooks/grafana',
    methods: ['POST', 'PUT'],
    hook: () => ({
      sender: 'grafana',
      check,
      read({ body }) {
        const read = readGrafana(body.toString('utf8'));
        return read.understood ? { alerts: read.group } : { notUnderstood: read.because };
      },
    }),
  };
}
