import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { authenticator } from '../../../client/gateway/authentication.ts';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const both = {
  bearer: ['a token', 'the token before'],
  basic: { user: 'am', passwords: ['pass:word', 'word:pass'] },
};

describe('who is let in', () => {
  const cases: [name: string, header: string | undefined, letIn: boolean][] = [
    ['the token', 'Bearer a token', true],
    ['the token with the scheme in any case', 'bearer a token', true],
    ['the token before', 'Bearer the token before', true],
    ['both tokens in one', 'Bearer a token,the token before', false],
    ['the password before', basic('am:word:pass'), true],
    ['user and password, with a colon in it', basic('am:pass:word'), true],
    ['no header', undefined, false],
    ['an empty header', '', false],
    ['a scheme alone', 'Bearer', false],
    ['an empty token', 'Bearer  ', false],
    ['another token', 'Bearer a tokem', false],
    ['the beginning of the token', 'Bearer a toke', false],
    ['the token and more', 'Bearer a token!', false],
    ['the token under another scheme', 'Token a token', false],
    ['the token as basic', basic('a token'), false],
    ['user and password as bearer', 'Bearer am:pass:word', false],
    ['the wrong password', basic('am:password'), false],
    ['the wrong user', basic('ma:pass:word'), false],
    ['basic that is no base64', 'Basic !!!', false],
  ];
  for (const [name, header, letIn] of cases) {
    test(`${letIn ? 'in' : 'out'}: ${name}`, () => assert.equal(authenticator(both)(header), letIn));
  }
});

test('a way in that is not set up is closed', () => {
  assert.equal(authenticator({ bearer: ['a token'] })(basic('am:pass:word')), false);
  assert.equal(authenticator({ basic: both.basic })('Bearer a token'), false);
  assert.equal(authenticator({ basic: both.basic })('Bearer undefined'), false);
  assert.equal(authenticator({})('Bearer '), false);
});
