import { SlackStandIn } from '../../test/harness/slack.ts';

let slack: Promise<SlackStandIn> | undefined;

/** The Slack of this process; it is there as long as the process. */
export function ownSlack(): Promise<SlackStandIn> {
  slack ??= SlackStandIn.start();
  return slack;
}
