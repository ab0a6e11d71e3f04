import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readBoard } from '../../../client/board/settings.ts';
import { readEnvironment } from '../../../settings/read-environment.ts';

const enough = {
  MAYDAY_BOARD_KEY: '0123456789abcdef0123456789abcdef',
  MAYDAY_BOARD_URL: 'https://mayday.example.com',
};
const provider = { MAYDAY_OIDC_ISSUER: 'https://id.example.com/realm', MAYDAY_OIDC_CLIENT_ID: 'mayday' };

function read(environment: Record<string, string>) {
  const read = readEnvironment({ ...environment, MAYDAY_CATALOGUE: import.meta.dirname }, 'gateway');
  return { settings: readBoard(read), wrong: read.wrong };
}

describe('the settings of the board', () => {
  test('without a key there is none, whatever else is set', () => {
    assert.deepEqual(read({ MAYDAY_BOARD_URL: 'https://mayday.example.com' }), {
      settings: undefined,
      wrong: [],
    });
  });

  test('a key and an address are enough; a slash at the end of the address is nothing', () => {
    const { settings, wrong } = read({ ...enough, MAYDAY_BOARD_URL: 'https://mayday.example.com/' });
    assert.deepEqual(wrong, []);
    assert.equal(settings?.url, 'https://mayday.example.com');
    assert.deepEqual([settings?.oidc, settings?.readers], [undefined, []]);
  });

  test('readers are addresses and domains, in any case', () => {
    const readers = read({ ...enough, MAYDAY_BOARD_READERS: ' Ann@Example.com, @example.org ' });
    assert.deepEqual(readers.settings?.readers, ['ann@example.com', '@example.org']);
  });

  test('a provider may be on this machine without TLS, and know Mayday as a public client', () => {
    const local = { ...enough, ...provider, MAYDAY_OIDC_ISSUER: 'http://127.0.0.1:9000' };
    assert.deepEqual(read(local).settings?.oidc, { issuer: 'http://127.0.0.1:9000', clientId: 'mayday' });
  });

  const mistakes: [string, Record<string, string>, RegExp][] = [
    ['a short key', { MAYDAY_BOARD_KEY: 'short' }, /^MAYDAY_BOARD_KEY cannot be used; write 32 characters/],
    ['no address', { MAYDAY_BOARD_URL: '' }, /^MAYDAY_BOARD_URL is not set: write where people reach/],
    [
      'a path',
      { MAYDAY_BOARD_URL: 'https://a.example/board' },
      /^MAYDAY_BOARD_URL is "https.*"; write scheme and host/,
    ],
    [
      'a host alone',
      { MAYDAY_BOARD_URL: 'mayday.example.com' },
      /^MAYDAY_BOARD_URL is "mayday.*"; write scheme and host/,
    ],
    [
      'a domain without @',
      { MAYDAY_BOARD_READERS: 'example.com' },
      /^MAYDAY_BOARD_READERS is "example.com"; write mail/,
    ],
    ['everybody', { MAYDAY_BOARD_READERS: '@' }, /^MAYDAY_BOARD_READERS is "@"; write mail/],
    ['half a provider', { MAYDAY_OIDC_ISSUER: 'https://id.example.com' }, /belong together/],
    [
      'a provider without TLS',
      { ...provider, MAYDAY_OIDC_ISSUER: 'http://id.example.com' },
      /; write .* with https/,
    ],
  ];
  for (const [name, changed, says] of mistakes) {
    test(`${name} is told in one sentence`, () => {
      const { wrong } = read({ ...enough, ...changed });
      assert.equal(wrong.length, 1, wrong.join('\n'));
      assert.match(wrong[0] ?? '', says);
    });
  }
});
