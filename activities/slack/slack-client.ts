import { LogLevel, WebClient } from '@slack/web-api';

/** How Slack is reached. */
export interface SlackSettings {
  /** Of the bot, `xoxb-…`. */
  token: string;
  /** Id of the channel, `C…`. */
  channel: string;
  /** Another address of the web API, for tests. */
  apiUrl?: string;
}

/** ms; an activity makes several calls within its own 10 s. */
const timeout = 4_000;

/** Slack's web API without retries of its own: Temporal's are seen and outlive the process. */
export function slackClient({ token, apiUrl }: Pick<SlackSettings, 'token' | 'apiUrl'>): WebClient {
  return new WebClient(token, {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
    logLevel: LogLevel.ERROR,
  });
}
