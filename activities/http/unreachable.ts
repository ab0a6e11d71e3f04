import { refusalIn } from '../../outbound/refusal.ts';

/** Why nothing answered, to go on after the address. */
export function unreachable(error: unknown): string {
  const refused = refusalIn(error);
  if (refused) return `is not asked: ${refused}`;
  const cause = error instanceof Error && error.cause ? error.cause : error;
  const code = (cause as { code?: unknown }).code;
  switch (code) {
    case 'ECONNREFUSED':
      return 'is down: the connection was refused, nothing listens there';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'cannot be reached: its host name is not known';
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return 'broke the connection off without an answer';
    default:
      return `cannot be reached (${typeof code === 'string' ? code : 'no answer'})`;
  }
}
