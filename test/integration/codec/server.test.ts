import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { pino } from 'pino';
import { readConfig } from '../../../client/codec-server/config.ts';
import { type RunningCodecServer, startCodecServer } from '../../../client/codec-server/main.ts';
import { fromJson, type PayloadsInJson, toJson } from '../../../client/codec-server/payloads.ts';
import { codecsFrom } from '../../../codec/environment.ts';
import { freePort } from '../../../servers/process.ts';

const keys = { MAYDAY_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}` };
const token = 'a-token-of-the-command-0123456789';
const page = 'https://temporal.example.com';
const silent = pino({ level: 'silent' });
const [issuer, audience] = ['https://sso.example.com', 'mayday-codec'];

const sealed = async (value: unknown, namespace = 'prod', environment: object = keys) => {
  const [codec] = codecsFrom({ ...environment }, namespace);
  const context = { type: 'workflow', namespace, workflowId: 'incident:shop' } as const;
  return toJson((await codec?.encode([defaultPayloadConverter.toPayload(value)], context)) as Payload[]);
};
const decoded = (answer: unknown) =>
  defaultPayloadConverter.fromPayload(fromJson(answer as PayloadsInJson)[0] as Payload);

describe('The codec server', () => {
  let server: RunningCodecServer;
  let provider: { url: string; stop(): void };
  let signing: CryptoKey;

  before(async () => {
    const pair = await generateKeyPair('ES256');
    signing = pair.privateKey;
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' };
    provider = await jwksServer({ keys: [jwk] });
    server = await start({
      MAYDAY_CODEC_ORIGINS: `${page},http://127.0.0.1:8233`,
      MAYDAY_CODEC_TOKEN: token,
      MAYDAY_CODEC_JWKS_URL: provider.url,
      MAYDAY_CODEC_ISSUER: issuer,
      MAYDAY_CODEC_AUDIENCE: audience,
    });
  });
  after(async () => {
    await server?.stop();
    provider?.stop();
  });

  function start(environment: Record<string, string>) {
    return startCodecServer(readConfig({ ...keys, MAYDAY_CODEC_PORT: '0', ...environment }), silent);
  }

  function post(where: string, body: unknown, headers: Record<string, string> = {}, to = server) {
    return fetch(`${to.address}${where}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  async function signed(claims: JWTPayload, differs: { key?: CryptoKey; in?: string } = {}) {
    return await new SignJWT({ sub: 'alice', ...claims })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setExpirationTime(differs.in ?? '5 minutes')
      .sign(differs.key ?? signing);
  }

  const asked = async (bearer: string, to = server) => {
    const headers = { authorization: `Bearer ${bearer}`, 'x-namespace': 'prod' };
    const response = await post('/decode', await sealed('secret'), headers, to);
    return { status: response.status, text: await response.text() };
  };

  test('decrypts for the namespace of the header, and for that of the path', async () => {
    const body = await sealed({ note: 'the disk is full' });
    const byHeader = await post('/decode', body, { 'x-namespace': 'prod' });
    assert.equal(byHeader.status, 200);
    assert.equal(byHeader.headers.get('cache-control'), 'no-store');
    assert.deepEqual(decoded(await byHeader.json()), { note: 'the disk is full' });
    const byPath = await post('/prod/decode', body);
    assert.deepEqual(decoded(await byPath.json()), { note: 'the disk is full' });
    const unnamed = toJson(fromJson(await sealed('of default', 'default')));
    for (const where of ['/decode', '//decode'])
      assert.equal(decoded(await (await post(where, unnamed)).json()), 'of default');
  });

  test('says why it cannot: another namespace, an unknown key', async () => {
    const elsewhere = await post('/staging/decode', await sealed('x'));
    assert.match(JSON.stringify(decoded(await elsewhere.json())), /another namespace than staging/);
    const unknown = { MAYDAY_ENCRYPTION_KEYS: `k9:${randomBytes(32).toString('base64')}` };
    const other = await post('/prod/decode', await sealed('x', 'prod', unknown));
    assert.match(JSON.stringify(decoded(await other.json())), /the key \\"k9\\"/);
  });

  test('encrypts what a form of the Temporal UI has it encrypt; the workers read it in any run', async () => {
    const plain = toJson([defaultPayloadConverter.toPayload({ system: 'demo' })]);
    const answer = (await (await post('/prod/encode', plain)).json()) as PayloadsInJson;
    assert.notDeepEqual(answer, plain);
    const [codec] = codecsFrom(keys, 'prod');
    const context = { type: 'workflow', namespace: 'prod', workflowId: 'whatever' } as const;
    const [back] = (await codec?.decode(fromJson(answer), context)) ?? [];
    assert.deepEqual(defaultPayloadConverter.fromPayload(back as Payload), { system: 'demo' });
  });

  test('gives none back for none, as of a query without arguments', async () => {
    assert.deepEqual(await (await post('/prod/encode', {})).json(), { payloads: [] });
  });

  test('what is no list of payloads, or too large, is refused', async () => {
    for (const body of ['{', '[]', '{"payloads":1}', '{"payloads":[{"data":"***"}]}', 'null'])
      assert.equal((await post('/prod/decode', body)).status, 400, body);
    assert.equal((await post('/prod/decode', `"${' '.repeat(17 << 20)}"`)).status, 413);
    assert.equal((await post('/prod/else', {})).status, 404);
    assert.equal((await fetch(`${server.address}/healthz`)).status, 200);
  });

  test('a token of the identity provider counts; without one nothing is decrypted', async () => {
    assert.equal((await asked(await signed({ iss: issuer, aud: audience }))).status, 200);
    const response = await fetch(`${server.address}/prod/decode`, { method: 'POST', body: '{}' });
    assert.equal(response.status, 401);
  });

  test('a token that has expired, is for another, by another, or by nobody, is refused with the reason', async () => {
    const good = { iss: issuer, aud: audience };
    const stranger = await generateKeyPair('ES256');
    const cases: [string, RegExp][] = [
      [await signed(good, { in: '2 minutes ago' }), /expired/],
      [await signed({ ...good, aud: 'other' }), /claim \\"aud\\"/],
      [await signed({ ...good, iss: 'https://other.example' }), /claim \\"iss\\"/],
      [await signed({ iss: issuer }), /claim \\"aud\\"/],
      [await signed(good, { key: stranger.privateKey }), /not signed by/],
      [new UnsecuredJWT(good).setExpirationTime('5 minutes').encode(), /not signed by/],
      [
        await new SignJWT(good).setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(signing),
        /claim \\"exp\\"/,
      ],
      [await hmac(good), /not signed by/],
      ['nonsense', /not signed by/],
    ];
    for (const [bearer, because] of cases) {
      const { status, text } = await asked(bearer);
      assert.equal(status, 401, text);
      assert.match(text, because);
      assert.ok(!text.includes('secret'));
    }
  });

  test('an identity provider that is away is told as such, and the fixed token counts meanwhile', async () => {
    const alone = await start({
      MAYDAY_CODEC_TOKEN: token,
      MAYDAY_CODEC_JWKS_URL: `http://127.0.0.1:${await freePort()}/jwks`,
      MAYDAY_CODEC_ISSUER: issuer,
      MAYDAY_CODEC_AUDIENCE: audience,
    });
    try {
      const refused = await asked(await signed({ iss: issuer, aud: audience }), alone);
      assert.equal(refused.status, 503, refused.text);
      assert.equal((await asked(token, alone)).status, 200);
    } finally {
      await alone.stop();
    }
  });

  test('only pages of the listed origins may ask', async () => {
    const preflight = (origin: string) =>
      fetch(`${server.address}/prod/decode`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type,x-namespace',
        },
      });
    const known = await preflight(page);
    assert.ok(known.ok);
    assert.equal(known.headers.get('access-control-allow-origin'), page);
    assert.match(known.headers.get('access-control-allow-headers') ?? '', /X-Namespace/i);
    assert.equal((await preflight('https://evil.example')).headers.get('access-control-allow-origin'), null);
  });

  test('an address that guesses tokens is answered no more for a while; who has one is, from the same address', async () => {
    const guessed = await start({ MAYDAY_CODEC_TOKEN: token });
    try {
      const statuses = new Set<number>();
      for (let i = 0; i < 200 && !statuses.has(429); i++)
        statuses.add((await asked(`guess-${i}`, guessed)).status);
      assert.deepEqual([...statuses], [401, 429]);
      assert.equal((await asked(token, guessed)).status, 200);
    } finally {
      await guessed.stop();
    }
  });

  test('wrong settings stop it with a sentence, and none of them shows a secret', () => {
    const key = { MAYDAY_ENCRYPTION_KEYS: keys.MAYDAY_ENCRYPTION_KEYS };
    for (const [environment, sentence] of [
      [{}, /nothing to decrypt with: set MAYDAY_ENCRYPTION_KEYS/],
      [{ MAYDAY_ENCRYPTION_KEYS: 'k1:c2hvcnQtY2FuYXJ5' }, /MAYDAY_ENCRYPTION_KEYS.* of 12 bytes/],
      [{ ...key, MAYDAY_CODEC_ORIGINS: '*' }, /MAYDAY_CODEC_ORIGINS.* a \* would let any page ask/],
      [{ ...key, MAYDAY_CODEC_HOST: '0.0.0.0' }, /Anybody could read what is encrypted/],
      [{ ...key, MAYDAY_CODEC_JWKS_URL: 'https://sso.example.com/jwks' }, /belong together/],
      [{ ...key, MAYDAY_CODEC_TOKEN: 'short-canary' }, /16 characters or more/],
      [{ ...key, MAYDAY_CODEC_PORT: 'x' }, /MAYDAY_CODEC_PORT/],
    ] as const) {
      const main = path.resolve(import.meta.dirname, '../../../client/codec-server/main.ts');
      const { PATH } = process.env;
      const ended = spawnSync(process.execPath, [main], {
        env: { PATH, ...environment },
        encoding: 'utf8',
        timeout: 60_000,
      });
      assert.equal(ended.status, 1, ended.stderr);
      assert.match(ended.stderr, sentence);
      assert.doesNotMatch(ended.stderr, /canary|c2hvcnQtY2FuYXJ5|at file:/);
    }
  });
});

/** By a shared secret, which a server that took whatever algorithm the token names would look for. */
function hmac(claims: JWTPayload): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', kid: 'one' })
    .setExpirationTime('5 minutes')
    .sign(randomBytes(32));
}

async function jwksServer(jwks: object) {
  const http = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(jwks));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/jwks`;
  return { url, stop: () => void http.close() };
}
