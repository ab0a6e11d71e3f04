import type { ReadEnvironment } from '../../../settings/read-environment.ts';

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

/** The settings of the door, if there are any. */
export function readSlackDoor({ values, isSet, wrong }: ReadEnvironment): SlackDoorSettings | undefined {
  const {
    MAYDAY_SLACK_TOKEN: token,
    MAYDAY_SLACK_APP_TOKEN: appToken,
    MAYDAY_SLACK_SIGNING_SECRET: signingSecrets,
    MAYDAY_SLACK_API_URL: apiUrl,
    MAYDAY_GATEWAY_KEY: gatewayKey,
  } = values;
  const hears = isSet('MAYDAY_SLACK_SIGNING_SECRET') || isSet('MAYDAY_SLACK_APP_TOKEN');
  if (hears !== isSet('MAYDAY_SLACK_TOKEN')) {
    wrong.push(
      'MAYDAY_SLACK_TOKEN and one of MAYDAY_SLACK_SIGNING_SECRET and MAYDAY_SLACK_APP_TOKEN belong together: set them (docs/slack.md) or none.',
    );
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
