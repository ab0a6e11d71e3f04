import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newRegistry, servePage } from '../../../telemetry/page.ts';

test('a page shows all its registries in the format of Prometheus; a port that is taken is a sentence', async () => {
  const registry = newRegistry('worker', '1.2.3');
  const place = { host: '127.0.0.1', port: 0, setting: 'MAYDAY_WORKER_PORT' };
  const page = await servePage({
    ...place,
    metrics: [() => registry.metrics(), async () => 'other_total 1\n'],
  });
  try {
    const answer = await fetch(`${page.address}/metrics`);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
    const text = await answer.text();
    assert.match(text, /^mayday_build_info\{process="worker",version="1\.2\.3"\} 1$/m);
    assert.match(text, /^other_total 1$/m);
    const port = Number(new URL(page.address).port);
    await assert.rejects(
      servePage({ ...place, port, metrics: [] }),
      new RegExp(
        `^Error: 127\\.0\\.0\\.1:${port} is taken: end what listens there, or set MAYDAY_WORKER_PORT`,
      ),
    );
  } finally {
    await page.close();
  }
});
