import { privateKey } from '../../keys/private-key.ts';

/** What the gateway needs for Slack. */
export interface SlackDoorSettings {
  signingSecret: string;
  /** Of the bot; only opens modals here. */
  token: string;
  /** PKCS#8 PEM that vouches for clicks; without it decisions from Slack are unverified. */
  gatewayKey?: string;
  /** Another address of the web API, for tests. */
  apiUrl?: string;
}

export const slackSecretNames = ['MAYDAY_SLACK_SIGNING_SECRET', 'MAYDAY_SLACK_TOKEN', 'MAYDAY_GATEWAY_KEY'];

/** Reads the settings of the door, if there are any; a sentence per mistake goes to `wrong`. */
export function readSlackDoor(
  environment: Record<string, string | undefined>,
  wrong: string[],
): SlackDoorSettings | undefined {
  const { MAYDAY_SLACK_SIGNING_SECRET: signingSecret, MAYDAY_SLACK_TOKEN: token } = environment;
  const { MAYDAY_SLACK_API_URL: apiUrl } = environment;
  // A variable that cannot hold line breaks has them written out.
  const gatewayKey = environment.MAYDAY_GATEWAY_KEY?.replaceAll('\\n', '\n').trim();
  if (Boolean(signingSecret) !== Boolean(token)) {
    wrong.push(
      'MAYDAY_SLACK_SIGNING_SECRET and MAYDAY_SLACK_TOKEN belong together: set both (docs/slack.md) or neither.',
    );
  }
  try {
    if (gatewayKey) privateKey(gatewayKey);
  } catch (error) {
    wrong.push(`MAYDAY_GATEWAY_KEY cannot be used. ${(error as Error).message}`);
  }
  if (!signingSecret || !token) return undefined;
  return { signingSecret, token, ...(gatewayKey ? { gatewayKey } : {}), ...(apiUrl ? { apiUrl } : {}) };
}

/** The lines of a PEM that no log may show. */
export function linesOfKey(pem: string | undefined): string[] {
  return (pem ?? '').split(/\n|\\n/).filter((line) => line.length >= 16 && !line.includes('-----'));
}
