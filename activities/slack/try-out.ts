import type { WebClient } from '@slack/web-api';
import { ApplicationFailure } from '@temporalio/common';
import { final } from '../../workflows/contract/failures.ts';
import { slackFailure } from './failures.ts';

const always = [
  'chat:write',
  'channels:history',
  'groups:history',
  'channels:read',
  'groups:read',
  'files:write',
];
const forOwnChannels = ['channels:manage', 'groups:write'];

/** Whether Slack knows the token, and which scopes of the app are missing. Throws like `slackFailure`. */
export async function tryOut(web: WebClient, { perIncident }: { perIncident: boolean }): Promise<string> {
  const known = await web.auth.test().catch((error: unknown) => {
    throw slackFailure(error);
  });
  const scopes = known.response_metadata?.scopes ?? [];
  const missing = [...always, ...(perIncident ? forOwnChannels : [])].filter(
    (scope) => !scopes.includes(scope),
  );
  if (missing.length > 0) {
    const says = `Slack knows ${known.user}, whose app has no ${missing.join(', ')}: add them to its bot scopes and install it again`;
    throw ApplicationFailure.nonRetryable(says, final.notAuthorised);
  }
  return `Slack knows ${known.user} in ${known.team}`;
}
