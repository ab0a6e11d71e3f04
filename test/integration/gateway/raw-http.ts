import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What came of bytes on a connection of their own. */
export interface Heard {
  /** Status codes of the answers, in their order. */
  statuses: number[];
  text: string;
  /** Who was heard last: the server ended it, or it was still open after the patience. */
  ended: boolean;
  /** From the first byte. */
  ms: number;
}

/** Bytes to say, or ms to wait before the next. */
export type Said = string | Buffer | number;

/** Says bytes to a server, and listens until it ends the connection or has answered so often. */
export async function say(
  port: number,
  said: readonly Said[],
  { patience = 60_000, answers = Number.POSITIVE_INFINITY, halfClose = false } = {},
): Promise<Heard> {
  const began = performance.now();
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const chunks: Buffer[] = [];
  let ended = false;
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const end = () => {
    ended = true;
    resolve();
  };
  socket.on('error', () => {});
  socket.on('close', end);
  socket.on('end', end);
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    if (statusesIn(chunks).length >= answers) resolve();
  });
  void speak(socket, said, halfClose);
  await Promise.race([over, sleep(patience, undefined, { ref: false })]);
  socket.destroy();
  const text = Buffer.concat(chunks).toString('latin1');
  return { statuses: statusesIn(chunks), text, ended, ms: Math.round(performance.now() - began) };
}

async function speak(socket: Socket, said: readonly Said[], halfClose: boolean): Promise<void> {
  for (const each of said) {
    if (socket.destroyed) return;
    if (typeof each === 'number') await sleep(each, undefined, { ref: false });
    else socket.write(each);
  }
  if (halfClose) socket.end();
}

function statusesIn(chunks: readonly Buffer[]): number[] {
  const text = Buffer.concat(chunks).toString('latin1');
  return [...text.matchAll(/(?:^|\r\n\r\n|\})HTTP\/1\.1 (\d{3}) /g)].map(([, code]) => Number(code));
}

/** A request of lines, and a body. */
export function request(lines: readonly string[], body = ''): string {
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}
