import { LogLevel, type WebAPICallResult, WebClient, type WebClientOptions } from '@slack/web-api';
import { reach } from '../../outbound/reach.ts';
import { type Pace, pace } from './pace.ts';

/** How Slack is reached. */
export interface SlackSettings {
  /** Of the bot, `xoxb-…`. */
  token: string;
  /** Id of the channel for systems that name none, `C…`. */
  channel?: string;
  /** Another address of the web API, for tests. */
  apiUrl?: string;
  /** ms that Slack's second takes, for tests. */
  second?: number;
}

/** ms; an activity makes several calls within its own 10 s. */
const timeout = 4_000;

/** Slack's web API without retries of its own: Temporal's are seen and outlive the process. All its callers keep to Slack's pace together. */
export function slackClient({ token, apiUrl, second }: Omit<SlackSettings, 'channel'>): WebClient {
  return new PacedClient(token, pace(second), {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
    fetch: reach,
    logLevel: LogLevel.ERROR,
  });
}

class PacedClient extends WebClient {
  private readonly pace: Pace;

  constructor(token: string, pace: Pace, options: WebClientOptions) {
    super(token, options);
    this.pace = pace;
  }

  override apiCall(method: string, options: Record<string, unknown> = {}): Promise<WebAPICallResult> {
    const call = () => super.apiCall(method, options);
    return this.pace.inTurn(method, options.channel as string | undefined, call);
  }
}
