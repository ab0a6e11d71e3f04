import { readSentry } from '../alerts/sentry.ts';
import type { SentrySettings } from './hook-settings.ts';
import type { Arrived, Check, HookPlace, Reading } from './hooks.ts';
import { signatureCheck } from './signature-check.ts';

const notSetUp: Check = {
  headers: () =>
    'This hook is not set up: give the gateway the client secret of the integration as MAYDAY_SENTRY_SECRET.',
};

/** `POST /hooks/sentry`: Sentry can send no credentials, so that it takes the client secret of its integration. */
export function sentryHook(settings: SentrySettings | undefined, open: boolean): HookPlace {
  const check = settings
    ? signatureCheck({ ...settings, header: 'Sentry-Hook-Signature', secretOf: 'MAYDAY_SENTRY_SECRET' })
    : notSetUp;
  return {
    path: '/hooks/sentry',
    methods: ['POST'],
    hook: () => ({ sender: 'sentry', check: open && !settings ? 'anyone' : check, read }),
  };
}

function read({ body, headers, at }: Arrived): Reading {
  const { 'sentry-hook-resource': resource, 'sentry-hook-timestamp': sent } = headers;
  const seconds = typeof sent === 'string' && /^\d{1,11}$/.test(sent) ? Number(sent) : at / 1_000;
  const found = readSentry(body.toString('utf8'), {
    ...(typeof resource === 'string' ? { resource } : {}),
    sentAt: new Date(seconds * 1_000).toISOString(),
  });
  if ('group' in found) return { alerts: found.group };
  return 'nothing' in found ? found : { notUnderstood: found.because };
}
