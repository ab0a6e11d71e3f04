import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { readConfig } from '../../../client/gateway/config.ts';
import { createLogger } from '../../../client/gateway/logger.ts';
import { type RunningGateway, startGateway } from '../../../client/gateway/main.ts';
import { startTemporal, type TemporalServer } from '../../../servers/temporal.ts';
import { unavailable } from '../../harness/servers.ts';

const run = promisify(execFile);
const document = readFileSync(new URL('../../../docs/hooks.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...document.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, of, block]) =>
    of === language ? [block ?? ''] : [],
  );
const secret = 'the secret of the document';

const tools = await Promise.all(
  ['curl', 'openssl', 'bash'].map((tool) =>
    run('which', [tool]).then(
      () => true,
      () => false,
    ),
  ),
);
const skip =
  (await unavailable('temporal')) || (tools.includes(false) && 'curl, openssl and bash are needed');

describe('what docs/hooks.md says works as it stands', { skip }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'mayday-hooks-document-'));
  const lines: string[] = [];
  let server: TemporalServer;
  let gateway: RunningGateway;
  before(async () => {
    const shop = 'system: shop\ntitle: Shop\ntargets:\n  api: { kind: http, url: "http://localhost:1/" }\n';
    writeFileSync(path.join(folder, 'shop.yaml'), shop + blocks('yaml').join('\n'));
    server = await startTemporal({ headless: true, tuned: true });
    const config = readConfig({
      MAYDAY_CATALOGUE: folder,
      MAYDAY_GATEWAY_PORT: '0',
      MAYDAY_HOOK_TOKEN: secret,
      MAYDAY_GRAFANA_SECRET: `a newer secret,${secret}`,
      MAYDAY_SENTRY_SECRET: secret,
      MAYDAY_PAGERDUTY_WEBHOOK_SECRET: secret,
      CI_HOOK_SECRET: secret,
      TEMPORAL_ADDRESS: server.address,
    });
    gateway = await startGateway(
      config,
      createLogger('warn', config.secrets, { write: (line) => lines.push(line) }),
    );
  });
  after(async () => {
    await gateway?.stop();
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  for (const [index, command] of blocks('sh').entries()) {
    const sender = /\$GATEWAY\/hooks\/([\w/]+)/.exec(command)?.[1] ?? `command ${index + 1}`;
    const send = async (shown: string) => {
      const env = { ...process.env, GATEWAY: gateway.address, SECRET: shown };
      const { stdout } = await run('bash', ['-c', `set -euo pipefail\n${command}`], { env });
      return JSON.parse(stdout);
    };

    test(`the command for ${sender} opens an incident`, async () => {
      const { incidents, error, notUnderstood } = await send(secret);
      assert.deepEqual([error, notUnderstood], [undefined, undefined]);
      assert.equal(incidents.length, 1);
      const place = sender === 'generic/ci' ? /^incident:shop:/ : /^incident:unknown:/;
      assert.match(incidents[0].workflowId, place);
    });

    test(`the command for ${sender} with another secret is refused`, async () => {
      assert.match((await send('another secret')).error, /wrong or missing|is not by the secret of/);
    });
  }

  test('there is a command for each sender of its table', () => {
    const table = [...document.matchAll(/^\| .*\/hooks\/(\w+)[^|]*\|/gm)].map(([, name]) => name);
    const tried = [...document.matchAll(/\$GATEWAY\/hooks\/(\w+)/g)].map(([, name]) => name);
    assert.deepEqual(new Set(tried), new Set(table));
  });

  test('nothing in its log is secret, nor says that a hook is not set up', () => {
    for (const line of lines) assert.ok(!line.includes(secret) && !line.includes('not set up'), line);
  });
});
