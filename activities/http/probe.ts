import { reachWithin } from '../../outbound/reach.ts';
import { notFollowed } from '../../outbound/redirects.ts';
import { refusalIn } from '../../outbound/refusal.ts';
import { unreachable } from './unreachable.ts';

/** What one look at a URL said. `says` goes on after the URL, e.g. `answers 503: …`. */
export interface Probe {
  well: boolean;
  /** null where nothing answered. */
  status: number | null;
  ms: number;
  says: string;
  /** Nothing was sent: the address is one that Mayday asks nothing of. */
  refused?: true;
}

const mostRedirects = 3;
const shownOfBody = 200;
const readOfBody = 4_000;

/** How to ask: within how many ms, until when, and what takes the secrets out of what is said. */
export interface Manner {
  patience: number;
  cancelled: AbortSignal;
  mask(text: string): string;
}

/** Asks a URL once; never throws. */
export async function probe(url: URL, { patience, cancelled, mask }: Manner): Promise<Probe> {
  const started = performance.now();
  const late = AbortSignal.timeout(patience);
  const ms = () => Math.round(performance.now() - started);
  try {
    const response = await ask(url, AbortSignal.any([late, cancelled]));
    if (typeof response === 'string') return { well: false, status: null, ms: ms(), says: response };
    const { status } = response;
    if (response.ok) {
      await response.body?.cancel();
      return { well: true, status, ms: ms(), says: `answers ${status}` };
    }
    // Masked before it is cut: half a secret is not recognised.
    const body = mask(await beginning(response))
      .slice(0, shownOfBody)
      .replace(/\s+/g, ' ')
      .trim();
    return { well: false, status, ms: ms(), says: `answers ${status}${body ? `: ${body}` : ''}` };
  } catch (error) {
    const says = late.aborted ? `did not answer within ${patience / 1_000} s` : unreachable(error);
    return { well: false, status: null, ms: ms(), says, ...(refusalIn(error) ? { refused: true } : {}) };
  }
}

/** The answer at the end of redirects within the host, or why there is none. */
async function ask(from: URL, signal: AbortSignal): Promise<Response | string> {
  const url = new URL(from);
  // fetch refuses URLs with credentials, and says the whole URL when it does.
  const headers: Record<string, string> = { accept: '*/*', 'user-agent': 'mayday' };
  if (url.username || url.password) {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    url.username = '';
    url.password = '';
  }
  const answer = await reachWithin(url, { signal, headers }, mostRedirects);
  if (answer === 'too many') return `redirects more than ${mostRedirects} times`;
  const { response, at } = answer;
  const elsewhere = notFollowed(response.status, response.headers.get('location'), at);
  if (elsewhere) await response.body?.cancel();
  return elsewhere ?? response;
}

/** The beginning of a body; the rest of it is not read. */
async function beginning(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length >= readOfBody) break;
    }
  } catch {
    // The status has come and is what counts; a body that breaks off or is late says what it has said.
  }
  return text;
}
