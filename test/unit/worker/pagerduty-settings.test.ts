import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../../../worker/config.ts';

const home = { MAYDAY_CATALOGUE: import.meta.dirname };
const token = 'y_canary-token-0123';

test('a token is all that PagerDuty needs, and it is never shown', () => {
  const { pagerDuty, secrets } = readConfig({ ...home, MAYDAY_PAGERDUTY_TOKEN: token });
  assert.deepEqual(pagerDuty, { token, url: 'https://api.pagerduty.com' });
  assert.equal(secrets.mask(`with ${token}`), 'with ***');
});

test('without a token PagerDuty is not asked', () => {
  assert.equal(readConfig(home).pagerDuty, undefined);
});

test('a wrong setting stops the start with a sentence, without the token', () => {
  const cases: [environment: Record<string, string>, says: RegExp][] = [
    [
      { MAYDAY_PAGERDUTY_TOKEN: token, MAYDAY_PAGERDUTY_URL: `api.pagerduty.com?token=${token}` },
      /^MAYDAY_PAGERDUTY_URL cannot be used; write an address without user, password and query/,
    ],
    [
      { MAYDAY_PAGERDUTY_TOKEN_FILE: '/nowhere' },
      /^MAYDAY_PAGERDUTY_TOKEN_FILE names "\/nowhere", which cannot be read/,
    ],
    [
      { MAYDAY_PAGERDUTY_TOKEN: `${token}\n${token}` },
      /^MAYDAY_PAGERDUTY_TOKEN cannot be used; write a REST API key/,
    ],
  ];
  for (const [environment, says] of cases) {
    assert.throws(
      () => readConfig({ ...home, ...environment }),
      ({ message }: Error) => says.test(message) && !message.includes(token),
    );
  }
});
