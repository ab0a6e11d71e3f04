import { authenticator, type Credentials } from './authentication.ts';
import type { Check } from './hooks.ts';

const says =
  "The credentials are wrong or missing: write the gateway's MAYDAY_HOOK_TOKEN, or its user and password, where the sender is set up (at Alertmanager into http_config of its webhook_config).";

/** The check of a sender that signs nothing: an `Authorization` header. */
export function credentialsCheck(credentials: Credentials | 'anyone'): Check | 'anyone' {
  if (credentials === 'anyone') return 'anyone';
  const authentic = authenticator(credentials);
  return { headers: ({ authorization }) => (authentic(authorization) ? undefined : says) };
}
