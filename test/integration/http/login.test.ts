import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { afterEach, describe, test } from 'node:test';
import { httpLogin } from '../../../activities/http/login.ts';
import type { LoginTarget } from '../../../workflows/contract/verification.ts';
import { closeServers, resolveWith, run, serve } from './asked.ts';

const settings = { PROBE: 'canary-user', PASSWORD: 'canary-password' };

function ask(url: string, more: Partial<LoginTarget['login']> = {}) {
  const fields: [string, string] = ['username', 'password'];
  const login = { user: `\${PROBE}`, password: `\${PASSWORD}`, fields, ...more };
  const target = { id: 'login', kind: 'http' as const, url, login };
  return run(httpLogin({ resolve: resolveWith(settings) }), { target });
}

/** Lets the probe user in, and says so with a cookie and a token that nobody may see. */
function signIn(answered: { requests: string[] }): RequestListener {
  return async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    answered.requests.push(`${request.method} ${request.headers['content-type']} ${body}`);
    const right = body === '{"username":"canary-user","password":"canary-password"}';
    response.writeHead(right ? 200 : 401, { 'set-cookie': 'session=canary-cookie' });
    response.end(JSON.stringify(right ? { data: { token: 'canary-token' } } : { says: 'canary: no' }));
  };
}

describe('signing a probe user in', () => {
  afterEach(closeServers);

  test('well when it is let in; nothing of password, answer or cookie is kept', async () => {
    const answered = { requests: [] as string[] };
    const url = await serve(signIn(answered));
    const finding = await ask(`${url}/auth/login`).answer;
    assert.equal(finding.verdict, 'well');
    assert.match(finding.says, /^login \(http:\S+\) lets the probe user sign in \(200 after \d+ ms\)\.$/);
    assert.deepEqual(answered.requests, [
      'POST application/json {"username":"canary-user","password":"canary-password"}',
    ]);
    assert.doesNotMatch(JSON.stringify(finding), /canary/);
  });

  test('the fields are called as the file says, and a token that it names must be there', async () => {
    const answered = { requests: [] as string[] };
    const url = await serve(signIn(answered));
    const wrong = await ask(url, { fields: ['email', 'secret'] }).answer;
    assert.equal(wrong.verdict, 'sick');
    assert.equal(
      answered.requests[0]?.split(' ').at(-1),
      '{"email":"canary-user","secret":"canary-password"}',
    );
    assert.equal((await ask(url, { token: 'data.token' }).answer).verdict, 'well');
    const without = await ask(url, { token: 'data.access' }).answer;
    assert.equal(without.verdict, 'sick');
    assert.match(without.says, /lets the probe user in, but its answer has no data\.access \(200 after/);
    assert.equal((await ask(url, { token: 'toString' }).answer).verdict, 'sick');
  });

  test('a wrong password is sick, is asked once, and is not said', async () => {
    const answered = { requests: [] as string[] };
    const url = await serve(signIn(answered));
    const finding = await ask(url, { password: `\${PROBE}` }).answer;
    assert.equal(finding.verdict, 'sick');
    assert.match(
      finding.says,
      /refuses the probe user: nobody may be able to sign in, or its password is not right \(401 after/,
    );
    assert.equal(answered.requests.length, 1);
    assert.doesNotMatch(JSON.stringify(finding), /canary/);
  });

  test('what each answer means', async () => {
    const verdicts: Record<number, string> = {
      204: 'well',
      302: 'unknown',
      400: 'unknown',
      403: 'sick',
      404: 'sick',
      422: 'unknown',
      429: 'unknown',
      500: 'sick',
      503: 'sick',
    };
    for (const [status, verdict] of Object.entries(verdicts)) {
      const url = await serve((_, response) => response.writeHead(Number(status)).end());
      assert.equal((await ask(url).answer).verdict, verdict, status);
    }
  });

  test('nobody there, or no answer in time, is sick; the password goes nowhere else by a redirect', async () => {
    const gone = await serve(() => {});
    closeServers();
    assert.match(
      (await ask(gone).answer).says,
      /is down: the connection was refused, nothing listens there\.$/,
    );
    assert.match((await ask(await serve(() => {})).answer).says, /did not answer within 5 s\.$/);
    let elsewhere = 0;
    const other = await serve((_, response) => {
      elsewhere += 1;
      response.end();
    });
    const away = await serve((_, response) => response.writeHead(307, { location: other }).end());
    assert.equal((await ask(away).answer).verdict, 'unknown');
    assert.equal(elsewhere, 0);
  });

  test('an answer without end is cut off, and cancelling ends the asking', async () => {
    const url = await serve((_, response) => {
      const more = setInterval(() => response.write('x'.repeat(64 * 1024)), 5);
      response.once('close', () => clearInterval(more));
    });
    const finding = await ask(url, { token: 'token' }).answer;
    assert.match(finding.says, /did not answer within 5 s\.$/);
    const { environment, answer } = ask(await serve(() => {}));
    setTimeout(() => environment.cancel(), 100);
    await assert.rejects(answer, { name: 'CancelledFailure' });
  });
});
