import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../../../worker/config.ts';

const home = { MAYDAY_CATALOGUE: import.meta.dirname };
const from = 'Mayday <mayday@example.com>';
const password = 'p@ss word-canary-0123';
const url = `smtp://mayday:${encodeURIComponent(password)}@smtp.example.com:587`;

test('a URL and a sender are all that mail needs, and the password is never shown', () => {
  const { mail, secrets } = readConfig({ ...home, MAYDAY_SMTP_URL: url, MAYDAY_MAIL_FROM: from });
  assert.deepEqual(mail, {
    host: 'smtp.example.com',
    port: 587,
    secure: false,
    requireTls: true,
    user: 'mayday',
    password,
    from,
  });
  assert.equal(secrets.mask(`with ${password}`), 'with ***');
});

test('TLS is a matter of the scheme; without a password, or on this machine, it is not insisted on', () => {
  const of = (given: string) =>
    readConfig({ ...home, MAYDAY_SMTP_URL: given, MAYDAY_MAIL_FROM: 'm@example.com' }).mail;
  assert.deepEqual([of('smtps://a:b@h')?.secure, of('smtp://h')?.requireTls], [true, false]);
  for (const here of ['localhost', '127.0.0.1:2525', '[::1]']) {
    assert.equal(of(`smtp://a:b@${here}`)?.requireTls, false, here);
  }
  assert.equal(of('smtp://a:b@[::1]:25')?.host, '::1');
});

test('without settings no mail is sent', () => {
  assert.equal(readConfig(home).mail, undefined);
});

test('a wrong setting stops the start with a sentence, without the password', () => {
  const cases: [environment: Record<string, string>, says: RegExp][] = [
    [{ MAYDAY_SMTP_URL: url }, /^MAYDAY_SMTP_URL and MAYDAY_MAIL_FROM belong together/],
    [{ MAYDAY_MAIL_FROM: from }, /belong together/],
    [
      { MAYDAY_SMTP_URL: `http://a:${password}@h`, MAYDAY_MAIL_FROM: from },
      /^MAYDAY_SMTP_URL cannot be used; write the address of a mail server/,
    ],
    [
      { MAYDAY_SMTP_URL: 'smtp://%zz@h', MAYDAY_MAIL_FROM: from },
      /^MAYDAY_SMTP_URL cannot be used; write the address of a mail server/,
    ],
    [{ MAYDAY_SMTP_URL: url, MAYDAY_MAIL_FROM: 'Mayday' }, /^MAYDAY_MAIL_FROM is "Mayday"; write an address/],
    [{ MAYDAY_SMTP_URL: url, MAYDAY_MAIL_FROM: `${from}\nBcc: eve@example.com` }, /^MAYDAY_MAIL_FROM is /],
    [
      { MAYDAY_SMTP_URL: url, MAYDAY_MAIL_FROM: from, MAYDAY_SMTP_CA: 'x' },
      /^MAYDAY_SMTP_CA cannot be used; write certificates/,
    ],
    [{ MAYDAY_SMTP_URL_FILE: '/nowhere' }, /^MAYDAY_SMTP_URL_FILE names "\/nowhere", which cannot be read/],
  ];
  for (const [environment, says] of cases) {
    assert.throws(
      () => readConfig({ ...home, ...environment }),
      ({ message }: Error) => says.test(message) && !message.includes(password),
      JSON.stringify(environment),
    );
  }
});
