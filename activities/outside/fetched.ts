import { refusalIn } from '../../outbound/refusal.ts';

/** Why `fetch` brought nothing, in words that go on after the address. */
export function reasonOf(error: unknown, patience: number): string {
  const refused = refusalIn(error);
  if (refused) return `is not asked: ${refused}`;
  if ((error as Error).name === 'TimeoutError') return `did not answer within ${patience / 1_000} s`;
  const cause = (error as Error).cause as { code?: unknown; errors?: { code?: unknown }[] } | undefined;
  const code = String(cause?.code ?? cause?.errors?.[0]?.code ?? 'no answer');
  if (code === 'ECONNREFUSED') return 'is down: nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'cannot be reached: its host name is not known';
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|^ERR_(SSL|TLS|OSSL)|EPROTO/.test(code)) {
    return `cannot be asked: TLS failed (${code})`;
  }
  return `cannot be reached (${code})`;
}
