import type { Session } from '../session.ts';

/** A history with its payloads decrypted by MAYDAY_ENCRYPTION_KEYS, for the namespace of the settings. @throws Error with a sentence */
export async function openedHistory(session: Session, text: string): Promise<string> {
  const [namespace, { keyRingFrom }, { openHistory }] = await Promise.all([
    namespaceOf(session),
    import('../../../codec/environment.ts'),
    import('../../../codec/history.ts'),
  ]);
  return openHistory(text, keyRingFrom(session.config.environment), namespace);
}

/** The namespace of the settings, with no connection made. @throws Error with a sentence */
export async function namespaceOf({ config }: Session): Promise<string> {
  const { loadClientConnectConfig } = await import('@temporalio/envconfig');
  const set = Object.entries(config.environment).filter((entry): entry is [string, string] => !!entry[1]);
  return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(set) }).namespace ?? 'default';
}
