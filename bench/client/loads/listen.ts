import { ownSlack } from '../slack.ts';

/** Has a Slack listen in this process, and answers where. */
export async function run(): Promise<string> {
  return (await ownSlack()).apiUrl;
}
