import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { Unreadable } from '../../../codec/sealed-payload.ts';
import { newRegistry, servePage } from '../../../telemetry/page.ts';
import { tellUnreadable, unreadableMetrics } from '../../../worker/unreadable.ts';

test('a payload that cannot be read is logged, and counted by why on the page of metrics', async () => {
  const lines: string[] = [];
  const hear = tellUnreadable(pino({}, { write: (line: string) => lines.push(line) }));
  hear(new Unreadable('unknown key', 'It has the key "k9"'), undefined);
  const registry = newRegistry('worker', '1.2.3');
  const page = await servePage({
    host: '127.0.0.1',
    port: 0,
    setting: 'MAYDAY_WORKER_PORT',
    metrics: [() => registry.metrics(), () => unreadableMetrics.metrics()],
  });
  try {
    const text = await (await fetch(`${page.address}/metrics`)).text();
    assert.match(text, /^mayday_unreadable_payloads_total\{because="unknown key"\} 1$/m);
    assert.match(lines.join(''), /a payload cannot be read: It has the key/);
  } finally {
    await page.close();
  }
});
