import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import pino from 'pino';
import { buildGateway } from '../../../client/gateway/server.ts';
import { lazyTemporal } from '../../../client/temporal.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';

const settings = {
  keys: ['0123456789abcdef0123456789abcdef'],
  url: 'http://127.0.0.1:8080',
  readers: [],
  archiveDir: '/nowhere',
};

function gateway() {
  const { client } = lazyTemporal({ environment: { TEMPORAL_ADDRESS: '127.0.0.1:1' }, identity: 'test' });
  return buildGateway({
    config: { credentials: 'anyone', board: settings },
    client,
    catalogue: openCatalogue('systems'),
    log: pino({ level: 'silent' }),
  });
}

describe('the board to a stranger', () => {
  test('a page leads to the sign-in and back, and shows nothing', async () => {
    const { statusCode, headers, body } = await gateway().inject('/board?system=demo');
    assert.deepEqual(
      [statusCode, headers.location, body],
      [303, '/board/sign-in?to=%2Fboard%3Fsystem%3Ddemo', ''],
    );
  });

  test('the live parts and what is posted are 401', async () => {
    const app = gateway();
    const live = await app.inject({ url: '/board', headers: { 'x-board-live': '1' } });
    const posted = await app.inject({ method: 'POST', url: '/board/sign-out' });
    assert.deepEqual([live.statusCode, posted.statusCode], [401, 401]);
  });

  test('nothing from elsewhere runs or frames its pages', async () => {
    const { statusCode, headers } = await gateway().inject('/board/sign-in');
    assert.equal(statusCode, 200);
    assert.match(String(headers['content-security-policy']), /default-src 'none';script-src 'self'/);
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/);
    assert.equal(headers['cache-control'], 'no-store');
  });

  test('its script and styles are served', async () => {
    const app = gateway();
    for (const [file, type] of [
      ['board.js', /javascript/],
      ['board.css', /css/],
    ] as const) {
      const { statusCode, headers } = await app.inject(`/board/assets/${file}`);
      assert.equal(statusCode, 200);
      assert.match(String(headers['content-type']), type);
    }
  });
});
