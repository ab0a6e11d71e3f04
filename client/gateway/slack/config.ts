import { privateKey } from '../../keys/private-key.ts';
import { secretList } from '../secret-list.ts';

/** What the gateway needs for Slack. */
export interface SlackDoorSettings {
  /** Newest first; without any, Slack's requests come over Socket Mode only. */
  signingSecrets: string[];
  /** Of the bot; opens forms here, and reads the head of a thread. */
  token: string;
  /** App-level, `xapp-…`: the gateway fetches what Slack has for it, and needs no address that Slack can reach. */
  appToken?: string;
  /** PKCS#8 PEM that vouches for clicks; without it decisions from Slack are unverified. */
  gatewayKey?: string;
  /** Another address of the web API, for tests. */
  apiUrl?: string;
}

/** Each may hold several, `NEW,OLD`. */
export const slackListNames = ['MAYDAY_SLACK_SIGNING_SECRET'];
export const slackSecretNames = ['MAYDAY_SLACK_TOKEN', 'MAYDAY_SLACK_APP_TOKEN', 'MAYDAY_GATEWAY_KEY'];

/** Reads the settings of the door, if there are any; a sentence per mistake goes to `wrong`. */
export function readSlackDoor(
  environment: Record<string, string | undefined>,
  wrong: string[],
): SlackDoorSettings | undefined {
  const { MAYDAY_SLACK_TOKEN: token, MAYDAY_SLACK_APP_TOKEN: appToken } = environment;
  const { MAYDAY_SLACK_API_URL: apiUrl } = environment;
  const signingSecrets = secretList(
    'MAYDAY_SLACK_SIGNING_SECRET',
    environment.MAYDAY_SLACK_SIGNING_SECRET,
    wrong,
  );
  // A variable that cannot hold line breaks has them written out.
  const gatewayKey = environment.MAYDAY_GATEWAY_KEY?.replaceAll('\\n', '\n').trim();
  const hears = signingSecrets.length > 0 || Boolean(appToken);
  if (hears !== Boolean(token)) {
    wrong.push(
      'MAYDAY_SLACK_TOKEN and one of MAYDAY_SLACK_SIGNING_SECRET and MAYDAY_SLACK_APP_TOKEN belong together: set them (docs/slack.md) or none.',
    );
  }
  if (appToken && !appToken.startsWith('xapp-')) {
    wrong.push(
      'MAYDAY_SLACK_APP_TOKEN is no app-level token, which begins with xapp-: make one with the scope connections:write under Basic Information (docs/slack.md).',
    );
  }
  try {
    if (gatewayKey) privateKey(gatewayKey);
  } catch (error) {
    wrong.push(`MAYDAY_GATEWAY_KEY cannot be used. ${(error as Error).message}`);
  }
  if (!hears || !token) return undefined;
  return {
    signingSecrets,
    token,
    ...(appToken ? { appToken } : {}),
    ...(gatewayKey ? { gatewayKey } : {}),
    ...(apiUrl ? { apiUrl } : {}),
  };
}

/** The lines of a PEM that no log may show. */
export function linesOfKey(pem: string | undefined): string[] {
  return (pem ?? '').split(/\n|\\n/).filter((line) => line.length >= 16 && !line.includes('-----'));
}
