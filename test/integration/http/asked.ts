import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { SelfSigned } from '../../../servers/self-signed.ts';
import type { Finding } from '../../../workflows/contract/findings.ts';

const servers: Server[] = [];

/** A web server on a free port of this machine, with a certificate of `localhost` or without; answers its address. */
export async function serve(listener: RequestListener, tls?: SelfSigned): Promise<string> {
  const server = tls
    ? createTlsServer({ key: tls.key, cert: tls.certificate }, listener)
    : createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  return tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
}

export function closeServers(): void {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
}

/** Fills `${NAME}`s in. */
export function resolveWith(settings: Record<string, string>): (text: string) => string {
  return (text) => text.replace(/\$\{([^}]+)\}/g, (_, name) => settings[name] ?? '');
}

/** Runs a check as a worker does. */
export function run<Question>(check: (question: Question) => Promise<Finding>, question: Question) {
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  const beats: unknown[] = [];
  environment.on('heartbeat', (beat) => beats.push(beat));
  const answer: Promise<Finding> = environment.run(check, question);
  return { environment, beats, answer };
}
