import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { ApplicationFailure } from '@temporalio/common';
import { final, retryable } from '../../workflows/contract/failures.ts';

const credentials = 'make a new bot token and set MAYDAY_SLACK_TOKEN to it (docs/slack.md)';

/** Seconds, where Slack does not say. */
const usualWait = 30;

/** Slack's errors that no retry can mend, and what to do about them. */
const fatal: Record<string, { type: string; says: string }> = {
  invalid_auth: { type: final.notAuthorised, says: `Slack does not know the token: ${credentials}` },
  not_authed: { type: final.notAuthorised, says: `Slack got no token: ${credentials}` },
  token_revoked: { type: final.notAuthorised, says: `The Slack token was revoked: ${credentials}` },
  token_expired: { type: final.notAuthorised, says: `The Slack token has expired: ${credentials}` },
  account_inactive: {
    type: final.notAuthorised,
    says: `The Slack app was removed: install it, then ${credentials}`,
  },
  missing_scope: {
    type: final.notAuthorised,
    says: 'The Slack app lacks a scope: give it those of docs/slack.md and install it again',
  },
  channel_not_found: {
    type: final.targetNotFound,
    says: 'Slack has no such channel, or the app cannot see it: invite the app, and set MAYDAY_SLACK_CHANNEL to the id (C…) of the channel, or name it in the file of the system',
  },
  not_in_channel: {
    type: final.targetNotFound,
    says: 'The Slack app is not in the channel: type "/invite @Mayday" there',
  },
  is_archived: {
    type: final.targetNotFound,
    says: 'The Slack channel is archived: unarchive it, or name another one in the file of the system or as MAYDAY_SLACK_CHANNEL',
  },
  user_not_in_channel: {
    type: final.targetNotFound,
    says: 'The person who clicked is not in the channel any more and cannot be answered there',
  },
  restricted_action: {
    type: final.notAuthorised,
    says: 'The workspace does not let the app post in the channel, or make one: ask its administrator, take another channel, or take "perIncident" out of the file of the system',
  },
};

/** Refusals of what we wrote: a defect of Mayday's, and the same at every try. */
const ours =
  /^(invalid_blocks|invalid_blocks_format|invalid_arguments|invalid_array_arg|msg_too_long|msg_blocks_too_long|no_text|metadata_too_large|invalid_metadata_format|invalid_metadata_schema)$/;

/** The one translator of Slack's errors; what did not come from Slack stays as it is. */
export function slackFailure(error: unknown): unknown {
  if (error instanceof WebAPIRateLimitedError) return rateLimited(error.retryAfter);
  if (error instanceof WebAPIPlatformError) return refused(error);
  if (error instanceof WebAPIHTTPError)
    return unreachable(`answered ${error.statusCode} ${error.statusMessage}`);
  if (error instanceof WebAPIRequestError) return unreachable(deepest(error.original));
  // What breaks off in the middle of an answer its client passes on as it is.
  if (error instanceof Error && (error.name === 'TimeoutError' || error.message === 'terminated'))
    return unreachable(deepest(error));
  // Slack says seconds; whoever stands in front of it may say a date.
  if (error instanceof Error && /^Retry header did not contain/.test(error.message))
    return rateLimited(usualWait);
  return error;
}

/** Slack's own word of a refusal, e.g. `thread_not_found`. */
export function slackError(error: unknown): string | undefined {
  return error instanceof WebAPIPlatformError ? error.data.error : undefined;
}

function refused({ data }: WebAPIPlatformError): ApplicationFailure {
  const { error, response_metadata: more } = data;
  const known = Object.hasOwn(fatal, error) ? fatal[error] : undefined;
  if (known) return ApplicationFailure.nonRetryable(`${known.says} (${error}).`, known.type);
  if (error === 'ratelimited' || error === 'rate_limited') return rateLimited(more?.retryAfter ?? usualWait);
  if (ours.test(error)) {
    const why = more?.messages?.[0];
    const says = `Slack refuses the form of a message of Mayday (${error}${why ? `: ${why}` : ''}): please report it.`;
    return ApplicationFailure.nonRetryable(says, final.invalidInput);
  }
  return ApplicationFailure.retryable(`Slack refused: ${error}.`, retryable.targetUnreachable);
}

export function rateLimited(seconds: number): ApplicationFailure {
  return ApplicationFailure.create({
    message: `Slack asks to wait for ${Math.ceil(seconds)} s.`,
    type: retryable.rateLimited,
    nextRetryDelay: Math.ceil(seconds * 1_000),
  });
}

function unreachable(why: string): ApplicationFailure {
  const says = `Slack cannot be reached: ${why}. See status.slack.com, and the worker's way out of its network.`;
  return ApplicationFailure.retryable(says, retryable.targetUnreachable);
}

function deepest(error: Error): string {
  let cause = error;
  while (cause.cause instanceof Error) cause = cause.cause;
  if (cause.name === 'TimeoutError') return 'no answer in time';
  return cause.message || cause.name;
}
