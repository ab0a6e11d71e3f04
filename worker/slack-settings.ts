import type { SlackSettings } from '../activities/slack/slack-client.ts';
import type { ReadEnvironment } from '../settings/read-environment.ts';

/** How Slack is reached; absent = nothing is said there. */
export function readSlackSettings({ values, isSet, wrong }: ReadEnvironment): SlackSettings | undefined {
  const { MAYDAY_SLACK_TOKEN: token, MAYDAY_SLACK_CHANNEL: channel, MAYDAY_SLACK_API_URL: apiUrl } = values;
  if (isSet('MAYDAY_SLACK_CHANNEL') && !isSet('MAYDAY_SLACK_TOKEN')) {
    wrong.push(
      'MAYDAY_SLACK_CHANNEL is set and MAYDAY_SLACK_TOKEN is not: set the token too, or neither of them.',
    );
  }
  if (!token) return undefined;
  return { token, ...(channel ? { channel } : {}), ...(apiUrl ? { apiUrl } : {}) };
}
