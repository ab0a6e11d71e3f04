import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What may open connections by itself, since it is given the guard or a socket of this machine, and what opens none. */
const own: Readonly<Record<string, RegExp>> = {
  'activities/http/exchange.ts': /lookup: guardedLookup/,
  'activities/webhook/post.ts': /lookup: guardedLookup/,
  'activities/certificates/served.ts': /lookup: guardedLookup/,
  'activities/hosts/engine.ts': /socketPath/,
  'telemetry/http-limits.ts': /import \{ STATUS_CODES \} from 'node:http'/,
};

/** Ways to ask something over HTTP or TLS. */
const ways = [
  /(?<![\w.])fetch\(/,
  /import (?!type)[^;]*from 'node:(http|https|http2|tls)'/,
  /import (?!type)[^;]*from 'undici'/,
  /new WebClient\((?![^;]*fetch: reach)/,
  /new KubeConfig\(/,
];

function waysIn(text: string): RegExp[] {
  return ways.filter((way) => way.test(text));
}

test('whatever asks over HTTP does it by way of outbound/', async (context) => {
  let files = 0;
  for await (const file of glob('{activities,archive,client,codec,systems,telemetry,worker}/**/*.ts', {
    cwd: root,
  })) {
    files += 1;
    const text = await readFile(`${root}/${file}`, 'utf8');
    const guard = own[file];
    if (guard) assert.match(text, guard, file);
    else assert.deepEqual(waysIn(text), [], `${file} opens connections by itself: use outbound/reach.ts`);
  }
  assert.ok(files > 400, `${files}`);
  context.diagnostic(`${files} files looked at`);
});

test('each way is recognised', () => {
  for (const text of [
    'await fetch(url)',
    "import { request } from 'node:http';",
    "import { connect } from 'node:tls';",
    "import { fetch as ask } from 'undici';",
    'new WebClient(token, { timeout });',
    'new KubeConfig()',
  ])
    assert.equal(waysIn(text).length, 1, text);
  for (const text of [
    "import type { IncomingHttpHeaders } from 'node:http';",
    "import type { Dispatcher } from 'undici';",
    'await reach(url)',
    'new WebClient(token, { timeout, fetch: reach });',
  ])
    assert.deepEqual(waysIn(text), [], text);
});
