import type { Session } from '../session.ts';

/** A history with its payloads decrypted by MAYDAY_ENCRYPTION_KEYS, for the namespace of the settings. @throws Error with a sentence */
export async function openedHistory({ config }: Session, text: string): Promise<string> {
  const [{ loadClientConnectConfig }, { keyRingFrom }, { openHistory }] = await Promise.all([
    import('@temporalio/envconfig'),
    import('../../../codec/environment.ts'),
    import('../../../codec/history.ts'),
  ]);
  const set = Object.entries(config.environment).filter((entry): entry is [string, string] => !!entry[1]);
  const { namespace } = loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(set) });
  return openHistory(text, keyRingFrom(config.environment), namespace ?? 'default');
}
