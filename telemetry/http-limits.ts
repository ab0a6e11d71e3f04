import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyHttpOptions } from 'fastify';

/**
 * What every HTTP server of Mayday lets a client take, in ms and bytes: docs/security.md. There is no limit of requests on
 * one connection, since it would turn away what a proxy has already sent on.
 */
export const httpLimits = {
  /** From the first byte of a request to the last of its body. */
  requestTimeout: 10_000,
  /** Without a byte in either direction while one is answered: who does not read. */
  connectionTimeout: 30_000,
  /** Between two requests; longer than the minute after which load balancers let go. */
  keepAliveTimeout: 72_000,
  http: {
    /** Also of a connection that says nothing at all. */
    headersTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
    maxHeaderSize: 16 * 1024,
    // Whatever NODE_OPTIONS says.
    insecureHTTPParser: false,
    requireHostHeader: true,
  },
  clientErrorHandler,
} satisfies Partial<FastifyHttpOptions<never>>;

/** ms for an answer to arrive before the connection is cut. */
const grace = 1_000;

/** Answers what is no request, or does not become one in time, and ends its connection. */
function clientErrorHandler(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  // An answer has begun: what we would say would be read as a part of it.
  const answering = (socket as Socket & { _httpMessage?: { headersSent: boolean } })._httpMessage;
  if (answering?.headersSent) return void socket.destroy();
  const [status, says] = answerTo(error.code);
  const body = JSON.stringify({ error: says });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
  setTimeout(() => socket.destroy(), grace).unref();
}

function answerTo(code: string | undefined): [status: number, says: string] {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return [408, 'The request did not come within its time: 5 s for headers, 10 s in all.'];
    case 'HPE_HEADER_OVERFLOW':
      return [431, 'The headers are larger than 16 KB: send fewer or shorter ones.'];
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return [413, 'The chunks of the body have extensions larger than 16 KB: send them without.'];
    default:
      return [400, 'That is no request of HTTP/1.1.'];
  }
}
