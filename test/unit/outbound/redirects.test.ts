import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayFollow, notFollowed, redirectOf } from '../../../outbound/redirects.ts';

const followed: [from: string, to: string, may: boolean][] = [
  ['http://shop.example/a', 'http://shop.example/b', true],
  ['http://shop.example/a', 'https://shop.example/a', true],
  ['http://shop.example:8080/a', 'https://shop.example:8080/a', true],
  ['http://shop.example/a', 'https://shop.example:8443/a', false],
  ['https://shop.example/a', 'http://shop.example/a', false],
  ['http://shop.example/a', 'http://shop.example:8080/a', false],
  ['http://shop.example/a', 'https://www.shop.example/a', false],
  ['http://shop.example/a', 'http://shop.example.evil.test/a', false],
  ['http://shop.example/a', 'http://169.254.169.254/', false],
  ['http://127.0.0.1:80/a', 'http://localhost:80/a', false],
];

test('a redirect is followed within the host, and up to https', (context) => {
  for (const [from, to, may] of followed)
    assert.equal(mayFollow(new URL(from), new URL(to)), may, `${from} → ${to}`);
  context.diagnostic(`${followed.length} redirects judged`);
});

test('where a redirect leads is read as a browser does, without the credentials in it', () => {
  const from = new URL('http://user:secret@shop.example/a');
  const to = (location: string) => String(redirectOf(302, location, from));
  assert.equal(to('//evil.test/x'), 'http://evil.test/x');
  assert.equal(to('\\\\evil.test/x'), 'http://evil.test/x');
  assert.equal(to('http://shop.example@evil.test/'), 'http://evil.test/');
  assert.equal(to('/b'), 'http://shop.example/b');
  for (const none of ['file:///etc/passwd', 'gopher://shop.example', 'javascript:1', 'http://'])
    assert.equal(to(none), 'no URL');
  assert.equal(redirectOf(200, '/b', from), undefined);
  assert.equal(redirectOf(304, null, from), undefined);
});

test('a redirect that is not followed says what to write, and no more of the address than its origin', () => {
  const from = new URL('http://shop.example/a');
  const says = notFollowed(302, 'https://user:canary@other.example/canary?canary', from) ?? '';
  assert.match(says, /^answers 302 and redirects to another place \(https:\/\/other\.example\)/);
  assert.match(says, /write that address/);
  assert.doesNotMatch(says, /canary/);
});
