import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { startOpensearch } from '../../../servers/opensearch.ts';
import { isRunning } from '../../harness/processes.ts';
import { unavailable } from '../../harness/servers.ts';

const skip = await unavailable('opensearch');

describe('an OpenSearch of our own', { skip }, () => {
  test('it starts empty on a free port, keeps and finds what it is given, and stops', async () => {
    const server = await startOpensearch();
    try {
      const body = JSON.stringify({ level: 'ERROR', message: 'boom' });
      const headers = { 'content-type': 'application/json' };
      const kept = await fetch(`${server.url}/logs/_doc?refresh=true`, { method: 'POST', headers, body });
      assert.equal(kept.status, 201);
      const found = await fetch(`${server.url}/_search?q=level:ERROR`);
      const { hits } = (await found.json()) as { hits: { total: { value: number } } };
      assert.equal(hits.total.value, 1);
    } finally {
      await server.stop();
    }
    assert.equal(await isRunning(server.process.pid), false);
  });
});
