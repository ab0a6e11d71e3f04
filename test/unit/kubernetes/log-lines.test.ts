import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { endpointOf, isError, patternOf, shownLine } from '../../../activities/kubernetes/log-lines.ts';

describe('lines of logs', () => {
  const secret = 'hunter2-canary-7781';
  const places = [
    `connecting with password=${secret}`,
    `{"level":"error","password":"${secret}","path":"/login"}`,
    `{"db_password": "a\\"${secret}"}`,
    `api_key: ${secret}, retrying`,
    `Authorization: Bearer ${secret}`,
    `postgres://shop:${secret}@db:5432/shop refused`,
    `token='${secret}'`,
    `sent to ${secret}@example.org`,
    `jwt eyJhbGciOiJIUzI1NiJ9.${secret}.c2lnbmF0dXJl`,
    `-----BEGIN RSA PRIVATE KEY----- ${secret}`,
    `17 shop /bin/shop --db-password ${secret} --port 80`,
  ];
  for (const line of places) {
    test(`no secret is shown of ${line.replace(secret, '…')}`, () => {
      assert.doesNotMatch(shownLine(line), /canary/);
      assert.doesNotMatch(patternOf(line), /canary/);
    });
  }

  test('what is no secret stays, cut to 200 characters on one line', () => {
    assert.equal(shownLine('GET /orders\t500  in 12 ms'), 'GET /orders 500 in 12 ms');
    assert.equal(shownLine(`x${' y'.repeat(400)}`).length, 200);
  });

  const judged: [string, boolean][] = [
    ['{"level":"error","msg":"no stock"}', true],
    ['{"level":50,"msg":"no stock"}', true],
    ['{"level":30,"msg":"0 errors so far"}', false],
    ['level=info msg="no error"', false],
    ['level=warn msg="retrying after error"', false],
    ['2026-01-01T03:00:00Z ERROR no stock', true],
    ['Traceback (most recent call last):', true],
    ['TypeError: undefined is not a function', true],
    ['GET /orders 200 12 ms', false],
    ['terror and mirrors', false],
  ];
  for (const [line, expected] of judged) {
    test(`${expected ? 'an error' : 'no error'}: ${line}`, () => assert.equal(isError(line), expected));
  }

  test('the same error of other times, ids and numbers has the same pattern', () => {
    const first =
      '2026-01-01T03:00:00.123Z ERROR order 4711 of 3f2c9a70-0000-4000-8000-000000000001 failed after 3.2 s';
    const second =
      '2026-01-01T04:10:09.001Z ERROR order 9 of 3f2c9a70-0000-4000-8000-00000000000f failed after 11.7 s';
    assert.equal(patternOf(first), patternOf(second));
    assert.equal(patternOf(first), 'ERROR order # of # failed after # s');
    assert.notEqual(patternOf(first), patternOf('ERROR payment 4711 failed'));
  });

  test('the endpoint is named without ids and query', () => {
    assert.equal(endpointOf('ERROR "POST /orders/4711/pay?x=1 HTTP/1.1" 500'), 'POST /orders/#/pay');
    assert.equal(endpointOf('{"level":"error","path":"/orders/12"}'), '/orders/#');
    assert.equal(endpointOf('ERROR no stock'), null);
  });
});
