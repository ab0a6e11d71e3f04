import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readStatement } from '../../../client/board/sign-in/statement.ts';
import { makeKey } from '../../../client/keys/key-folder.ts';
import { mayday } from '../../harness/mayday-command.ts';

describe('mayday sign-in', () => {
  let MAYDAY_KEYS_DIR: string;
  let publicKey: string;
  before(async () => {
    MAYDAY_KEYS_DIR = await mkdtemp(path.join(tmpdir(), 'mayday-sign-in-'));
    ({ publicKey } = await makeKey(MAYDAY_KEYS_DIR, 'alice'));
  });
  after(() => rm(MAYDAY_KEYS_DIR, { recursive: true, force: true }));

  test('prints a link for one gateway, signed with the own key, and asks no server', async () => {
    const board = 'https://mayday.example.com';
    const ways: [string[], Record<string, string>][] = [
      [['--as', 'alice', '--board', `${board}/board`], {}],
      [[], { MAYDAY_AS: 'alice', MAYDAY_BOARD_URL: board }],
    ];
    for (const [words, env] of ways) {
      const { code, out, err } = await mayday(['sign-in', ...words], { MAYDAY_KEYS_DIR, ...env });
      assert.equal(code, 0, err);
      const [start, link = ''] = out.trim().split('?link=');
      assert.equal(start, `${board}/board/sign-in`);
      const { key, gateway, at } = readStatement(link) ?? {};
      assert.deepEqual([key, gateway], [publicKey, board]);
      assert.ok(Math.abs(Date.now() - Date.parse(at ?? '')) < 60_000);
      assert.match(err, /within 5 minutes/);
    }
  });

  test('says what is missing', async () => {
    const says = async (...words: string[]) => {
      const { code, err } = await mayday(['sign-in', ...words], { MAYDAY_KEYS_DIR });
      return `${code}: ${err}`;
    };
    assert.match(await says(), /^2: Say who signs in: --as NAME \(or MAYDAY_AS\)/);
    assert.match(await says('--as', 'alice'), /^2: Say where the gateway is: --board https/);
    assert.match(await says('--as', 'alice', '--board', 'mayday'), /^2: "mayday" is no address of a gateway/);
    assert.match(
      await says('--as', 'bob', '--board', 'https://a.example'),
      /^1: There is no key of bob at .*keygen bob/,
    );
  });
});
