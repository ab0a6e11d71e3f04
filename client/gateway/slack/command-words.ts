import { slackText } from '../../../workflows/contract/slack.ts';

/** Slack cuts a text after 4,000 characters or so. */
const longest = 3_500;

/** A message that only the writer of a command sees. */
export function privately(text: string): { response_type: 'ephemeral'; text: string } {
  return { response_type: 'ephemeral', text: slackText(text, longest) };
}

/** Sentences that were written for the command line name the commands that are here. */
export function inSlackWords(text: string): string {
  return text.replaceAll(/mayday (list|show|ack|note|clocks|timeline|recheck|resolve)\b/g, '/incident $1');
}
