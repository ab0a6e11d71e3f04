import { CommandFailure } from '../failure.ts';
import { temporalTrouble, Unanswered } from '../temporal.ts';
import type { BoardParts } from './parts.ts';

const strange =
  'This form is not from your session as it is now, so nothing was done: load its page again, and send it from there.';

/** Why a page could not be made: the status of HTTP, and a sentence for whoever looks. */
export function trouble(
  error: unknown,
  { client }: Pick<BoardParts, 'client'>,
): { status: number; says: string } {
  if (error instanceof CommandFailure) return { status: 404, says: error.message };
  const {
    statusCode = 500,
    message = String(error),
    code = '',
  } = error as { statusCode?: number; message?: string; code?: string };
  if (code.startsWith('FST_CSRF')) return { status: 403, says: strange };
  if (statusCode < 500) return { status: statusCode, says: message };
  if (error instanceof Unanswered || Object.hasOwn(Object(error), 'code') || Object(error).cause) {
    return { status: 503, says: temporalTrouble(error, client) };
  }
  return { status: 500, says: 'Something in Mayday is broken; the log of the gateway says what.' };
}
