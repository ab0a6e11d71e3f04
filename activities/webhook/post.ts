import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { guardedLookup, refuseHost } from '../../outbound/lookup.ts';
import { AddressRefused } from '../../outbound/refusal.ts';
import { retryAfterIn } from '../../outbound/retry-after.ts';

/** ms */
const patience = 8_000;
/** Of an answer, bytes; the rest is not read. */
const mostRead = 4_096;

/** What somebody else's server answers. */
export interface Answered {
  status: number;
  /** ms after which it wants to be asked again. */
  retryAfter?: number;
  /** The beginning of its body. */
  text: string;
}

/** Why there is no answer; `sent` = the question may have arrived. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly sent: boolean;
  /** The address is one that nothing is sent to, whoever names it. */
  readonly refused: boolean;

  constructor(why: string, sent: boolean, refused = false) {
    super(why);
    this.sent = sent;
    this.refused = refused;
  }
}

/** Posts JSON to an address of the catalogue; follows no redirect, and asks no address of a cloud's own services. @throws NoAnswer */
export async function post(url: URL, body: string, headers: Record<string, string> = {}): Promise<Answered> {
  let connected = false;
  try {
    refuseHost(url.hostname);
    return await new Promise<Answered>((resolve, reject) => {
      const send = url.protocol === 'https:' ? requestHttps : requestHttp;
      const question = send(url, {
        method: 'POST',
        // A connection of its own: only so is it known whether it came about.
        agent: false,
        lookup: guardedLookup,
        signal: AbortSignal.timeout(patience),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'mayday',
          ...headers,
        },
      });
      const ready = url.protocol === 'https:' ? 'secureConnect' : 'connect';
      question.once('socket', (socket) =>
        socket.once(ready, () => {
          connected = true;
        }),
      );
      question.once('error', reject);
      question.once('response', (response) => {
        const answered = (text: string) => {
          const retryAfter = retryAfterIn(response.headers['retry-after']);
          resolve({ status: response.statusCode ?? 0, text, ...(retryAfter ? { retryAfter } : {}) });
        };
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          if (text.length < mostRead) text += part;
        });
        // It has answered: what its body lacks changes nothing.
        response.once('close', () => answered(text.slice(0, mostRead)));
        response.once('error', () => answered(text.slice(0, mostRead)));
      });
      question.end(body);
    });
  } catch (error) {
    const { name, code, message } = error as NodeJS.ErrnoException;
    const late = name === 'AbortError' || name === 'TimeoutError';
    const why = late ? `no answer within ${patience / 1_000} s` : (code ?? message);
    throw new NoAnswer(
      error instanceof AddressRefused ? message : why,
      connected,
      error instanceof AddressRefused,
    );
  }
}
