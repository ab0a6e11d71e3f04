import { createPublicKey } from 'node:crypto';
import type { SlackSettings } from '../activities/slack/slack-client.ts';

/** What the environment says about Slack; `value` also reads NAME_FILE. `wrong` has a sentence per mistake. */
export function readSlackSettings(value: (name: string) => string | undefined): {
  slack?: SlackSettings;
  /** Public keys of the gateways, base64 of SPKI DER. */
  gatewayKeys: string[];
  wrong: string[];
} {
  const wrong: string[] = [];
  const read = (name: string) => {
    try {
      return value(name)?.trim() || undefined;
    } catch (error) {
      wrong.push(`${(error as Error).message}.`);
      return undefined;
    }
  };
  const token = read('MAYDAY_SLACK_TOKEN');
  const channel = read('MAYDAY_SLACK_CHANNEL');
  const apiUrl = read('MAYDAY_SLACK_API_URL');
  const gatewayKeys = (read('MAYDAY_GATEWAY_PUBLIC_KEY') ?? '').split(',').map((key) => key.trim());
  const known = gatewayKeys.filter((key) => key !== '');
  if (wrong.length === 0 && channel && !token) {
    wrong.push(
      'MAYDAY_SLACK_CHANNEL is set and MAYDAY_SLACK_TOKEN is not: set the token too, or neither of them.',
    );
  }
  if (channel && !/^[CG][A-Z0-9]{5,20}$/.test(channel)) {
    wrong.push(
      `MAYDAY_SLACK_CHANNEL is "${channel}"; write the id of the channel, like C024BE7LR, as the last line of its details in Slack shows it.`,
    );
  }
  if (apiUrl && !/^https?:\/\/\S+$/.test(apiUrl)) wrong.push('MAYDAY_SLACK_API_URL is not a URL.');
  for (const key of known.filter((key) => !isEd25519(key))) {
    wrong.push(
      `MAYDAY_GATEWAY_PUBLIC_KEY has "${key.slice(0, 60)}", which is no Ed25519 public key (base64 of SPKI DER).`,
    );
  }
  return {
    ...(token ? { slack: { token, ...(channel ? { channel } : {}), ...(apiUrl ? { apiUrl } : {}) } } : {}),
    gatewayKeys: known,
    wrong,
  };
}

function isEd25519(text: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}
