import assert from 'node:assert/strict';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { buildGateway } from '../../client/gateway/server.ts';
import { newKeyPair } from '../../client/keys/private-key.ts';
import { lazyTemporal } from '../../client/temporal.ts';
import { openCatalogue } from '../../systems/open-catalogue.ts';
import { BoardGuest } from './board-guest.ts';

/** Alice of the demo, who can sign in. */
export const alice = newKeyPair();

/** A gateway with a board on that archive; nobody answers where it looks for Temporal. */
export function boardOn(archiveDir: string, url = 'http://127.0.0.1:8080'): FastifyInstance {
  const { client } = lazyTemporal({ environment: { TEMPORAL_ADDRESS: '127.0.0.1:1' }, identity: 'test' });
  const keys = ['0123456789abcdef0123456789abcdef'];
  return buildGateway({
    config: {
      credentials: 'anyone',
      board: { keys, url, readers: [], archiveDir },
      environment: { DEMO_ALICE_PUBLIC_KEY: alice.publicKey },
    },
    client,
    catalogue: openCatalogue('systems'),
    log: pino({ level: 'silent' }),
  });
}

/** Alice signs in by a link; answers with what her browser sends along from then on. */
export async function signedIn(
  app: FastifyInstance,
  url = 'http://127.0.0.1:8080',
): Promise<{ cookie: string }> {
  const guest = new BoardGuest(app);
  const { status, says } = await guest.signIn(alice.privateKeyPem, url);
  assert.equal(status, 303, says);
  return { cookie: guest.cookie };
}
