import { refusalIn } from '../../outbound/refusal.ts';

/** Why `fetch` brought nothing, in words that go on after the address. */
export function reasonOf(error: unknown, patience: number): string {
  const refused = refusalIn(error);
  if (refused) return `is not asked: ${refused}`;
  if ((error as Error).name === 'TimeoutError') return late(patience);
  const cause = (error as Error).cause as { code?: unknown; errors?: { code?: unknown }[] } | undefined;
  const code = String(cause?.code ?? cause?.errors?.[0]?.code ?? 'no answer');
  if (code === 'ECONNREFUSED') return 'is down: nothing listens there';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'cannot be reached: its host name is not known';
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|^ERR_(SSL|TLS|OSSL)|EPROTO/.test(code)) {
    return `cannot be asked: TLS failed (${code})`;
  }
  return brokenOff(code) ?? `cannot be reached (${code})`;
}

/** Nothing came, or not all of it. */
export function late(patience: number): string {
  return `did not answer within ${patience / 1_000} s: it hangs, or the network on the way drops packets`;
}

/** Of a code of sockets that says so. */
export function brokenOff(code: string): string | undefined {
  if (code !== 'ECONNRESET' && code !== 'UND_ERR_SOCKET' && code !== 'EPIPE') return undefined;
  return 'broke the connection off: see whether it runs, and what stands in front of it';
}
