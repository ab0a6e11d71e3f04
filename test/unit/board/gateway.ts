import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import fastify, { type FastifyInstance } from 'fastify';
import { board } from '../../../client/board/board.ts';
import type { BoardSettings } from '../../../client/board/settings.ts';
import { newKeyPair } from '../../../client/keys/private-key.ts';
import { lazyTemporal } from '../../../client/temporal.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { BoardGuest } from '../../harness/board-guest.ts';

export const url = 'http://127.0.0.1:8080';
export const boardKey = '0123456789abcdef0123456789abcdef';
export const keys = { alice: newKeyPair(), retired: newKeyPair(), bob: newKeyPair(), stranger: newKeyPair() };

const shop = `system: shop
title: Shop
pool: main
people:
  alice:
    publicKey: [ "\${ALICE_KEY}", { key: "${keys.retired.publicKey}", until: 2026-01-31 } ]
    email: Alice@example.com
  bob: { publicKey: "${keys.bob.publicKey}", email: bob@example.com }
  nobody: { publicKey: "${keys.stranger.publicKey}" }
roles: { on-call: [alice, bob] }
ladder: { response: [on-call] }
policy: { approvers: [on-call] }
`;

/** A folder of catalogue files that is there until the tests have ended. */
export function catalogueFolder(files: Record<string, string> = { 'shop.yaml': shop }): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'mayday-board-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}

/** The board alone, without a Temporal, at a time that the test moves. */
export async function boardAt(
  settings: Partial<BoardSettings> = {},
  folder: string = catalogueFolder(),
): Promise<{ app: FastifyInstance; clock: { now: number }; folder: string; guest: () => BoardGuest }> {
  const { client, close } = lazyTemporal({
    environment: { TEMPORAL_ADDRESS: '127.0.0.1:1' },
    identity: 'test',
  });
  const clock = { now: Date.now() };
  const app = fastify();
  await app.register(
    board({
      settings: { keys: [boardKey], url, readers: [], archiveDir: folder, ...settings },
      client,
      catalogue: openCatalogue(folder),
      environment: { ALICE_KEY: keys.alice.publicKey },
      clock: () => clock.now,
    }),
  );
  after(() => app.close());
  after(close);
  return { app, clock, folder, guest: () => new BoardGuest(app) };
}
