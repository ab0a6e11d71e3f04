import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newKeyPair } from '../../../client/keys/private-key.ts';
import { readConfig } from '../../../worker/config.ts';

const home = { MAYDAY_CATALOGUE: import.meta.dirname };
const token = 'xoxb-canary-token-0123';

test('a token is all that Slack needs where the files name their channels', () => {
  const { slack } = readConfig({ ...home, MAYDAY_SLACK_TOKEN: token });
  assert.deepEqual(slack, { token });
});

test('a channel may be set for the systems that name none, and the token is never shown', () => {
  const { slack, secrets } = readConfig({
    ...home,
    MAYDAY_SLACK_TOKEN: token,
    MAYDAY_SLACK_CHANNEL: 'C024BE7LR',
  });
  assert.deepEqual(slack, { token, channel: 'C024BE7LR' });
  assert.equal(secrets.mask(`with ${token}`), 'with ***');
});

test('the keys of several gateways are known at once', () => {
  const [one, two] = [newKeyPair().publicKey, newKeyPair().publicKey];
  const { gatewayKeys } = readConfig({ ...home, MAYDAY_GATEWAY_PUBLIC_KEY: `${one}, ${two}` });
  assert.deepEqual(gatewayKeys, [one, two]);
});

test('a wrong setting stops the start with a sentence, without the token', () => {
  const cases: [environment: Record<string, string>, says: RegExp][] = [
    [{ MAYDAY_SLACK_CHANNEL: 'C024BE7LR' }, /^MAYDAY_SLACK_CHANNEL is set and MAYDAY_SLACK_TOKEN is not/],
    [{ MAYDAY_SLACK_CHANNEL: '#incidents' }, /^MAYDAY_SLACK_CHANNEL is "#incidents"; write the id/],
    [
      { MAYDAY_SLACK_TOKEN_FILE: '/nowhere' },
      /^MAYDAY_SLACK_TOKEN_FILE names "\/nowhere", which cannot be read/,
    ],
    [
      { MAYDAY_GATEWAY_PUBLIC_KEY: 'abc' },
      /^MAYDAY_GATEWAY_PUBLIC_KEY cannot be used; write Ed25519 public keys/,
    ],
  ];
  for (const [environment, says] of cases) {
    assert.throws(
      () => readConfig({ ...home, ...environment }),
      ({ message }: Error) => says.test(message) && !message.includes(token),
    );
  }
});
