import assert from 'node:assert/strict';
import { unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { signStatement } from '../../../client/board/sign-in/statement.ts';
import { hiddenFields } from '../../harness/board-guest.ts';
import { boardAt, boardKey, keys, url } from './gateway.ts';

const inside = '/board/configured';
const minutes = (count: number) => count * 60_000;

describe('a link from the terminal', () => {
  test('signs in whose key it is, by a button, and leads where they wanted to go', async () => {
    const guest = (await boardAt()).guest();
    const away = await guest.get(`${inside}?a=1`);
    assert.equal(away.status, 303);
    await guest.get(away.location);
    const page = await guest.get(
      `/board/sign-in?link=${signStatement(keys.alice.privateKeyPem, url, Date.now())}`,
    );
    assert.match(page.body, /<button[^>]*>Sign in as alice<\/button>/);
    const entered = await guest.submit(page, '/board/sign-in');
    assert.deepEqual([entered.status, entered.location], [303, `${inside}?a=1`]);
    assert.equal((await guest.get(inside)).status, 200);
  });

  test('is not used up by being looked at, and counts once', async () => {
    const { app, guest } = await boardAt();
    const link = signStatement(keys.bob.privateKeyPem, url, Date.now());
    await app.inject(`/board/sign-in?link=${link}`);
    const [first, second] = [guest(), guest()];
    const pages = [
      await first.get(`/board/sign-in?link=${link}`),
      await second.get(`/board/sign-in?link=${link}`),
    ];
    assert.equal((await first.submit(pages[0] ?? fail(), '/board/sign-in')).status, 303);
    const late = await second.submit(pages[1] ?? fail(), '/board/sign-in');
    assert.deepEqual(
      [late.status, late.says],
      [403, 'This link has been used, and each counts once. Make another with "mayday sign-in --as NAME".'],
    );
    assert.equal((await second.get(inside)).status, 303);
  });

  test('that is old, ahead, from before the gateway started, or for another gateway is refused with what to do', async () => {
    const { clock, guest } = await boardAt();
    const started = clock.now;
    clock.now = started + minutes(60);
    const at = (ms: number, gateway = url) => guest().signIn(keys.alice.privateKeyPem, gateway, ms);
    assert.match(
      (await at(clock.now - minutes(5) - 1)).says,
      /^This link is more than 5 minutes old; if you have just made it, set the clock of your machine\. Make another with/,
    );
    assert.match((await at(clock.now + minutes(1))).says, /which is ahead: set the clock of your machine/);
    assert.match(
      (await at(clock.now, 'https://elsewhere.example.com')).says,
      /^This link is for the gateway at https:\/\/elsewhere\.example\.com, and this is .*--board http:\/\/127/,
    );
    assert.equal((await at(clock.now - minutes(5) + 1)).status, 303);
    clock.now = started + 1_000;
    assert.match((await at(started - 1)).says, /^This gateway has started after the link was made/);
  });

  test('of a key that nobody has, or of somebody without a role, or that has retired, is refused', async () => {
    const { guest } = await boardAt();
    const strangers = [keys.stranger, keys.retired];
    for (const { privateKeyPem } of strangers) {
      const { status, says } = await guest().signIn(privateKeyPem, url);
      assert.equal(status, 403);
      assert.match(
        says,
        /^Your key \(.{12}…\) belongs to nobody in the catalogue as this gateway reads it: write it/,
      );
    }
  });

  test('does not count once any of its characters is another', async () => {
    const { app } = await boardAt();
    const link = signStatement(keys.alice.privateKeyPem, url, Date.now());
    const letters = fc.constantFrom(
      ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+ ',
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(link.length - 1), letters, async (i, letter) => {
        const altered = link.slice(0, i) + letter + link.slice(i + 1);
        fc.pre(altered !== link);
        const { statusCode, body } = await app.inject(`/board/sign-in?link=${encodeURIComponent(altered)}`);
        assert.equal(statusCode, 403);
        assert.doesNotMatch(body, /Sign in as/);
      }),
      { numRuns: 300 },
    );
    for (const odd of [link.slice(0, -1), `${link}A`, `${link}.`, `${link}.${link}`, '.', '', '%00']) {
      assert.equal((await app.inject(`/board/sign-in?link=${odd}`)).statusCode, 403, odd);
    }
  });

  test('leads to pages of the board only', async () => {
    const { guest } = await boardAt();
    const elsewhere = [
      '//evil.example',
      'https://evil.example/board',
      '/\\evil.example',
      '/board/../hooks/x',
      '/boardroom',
      '/board/sign-out',
      '\t//evil.example',
      '/board//evil.example/..//..//',
    ];
    for (const to of elsewhere) {
      const one = guest();
      await one.get(`/board/sign-in?to=${encodeURIComponent(to)}`);
      const { status, location } = await one.signIn(keys.alice.privateKeyPem, url);
      assert.equal(status, 303);
      assert.match(new URL(location, url).href, /^http:\/\/127\.0\.0\.1:8080\/board(\/|$)/, to);
      assert.doesNotMatch(location, /^\/[/\\]/);
    }
  });
});

describe('a session', () => {
  test('is a cookie that no script reads and no other site sends, over TLS only where the gateway has it', async () => {
    const plain = (await boardAt()).guest();
    await plain.signIn(keys.alice.privateKeyPem, url);
    assert.match(plain.written, /^mayday-board=[^;]+;.*HttpOnly/);
    assert.match(plain.written, /SameSite=Lax/);
    assert.match(plain.written, /Path=\/board(;|$)/);
    assert.doesNotMatch(plain.written, /Secure/);
    const https = 'https://mayday.example.com';
    const secure = (await boardAt({ url: https })).guest();
    await secure.signIn(keys.alice.privateKeyPem, https);
    assert.match(secure.written, /; Secure/);
    assert.doesNotMatch(decodeURIComponent(secure.cookie), /alice/);
  });

  test('is over after 12 h', async () => {
    const { clock, guest } = await boardAt();
    const alice = guest();
    await alice.signIn(keys.alice.privateKeyPem, url);
    clock.now += 12 * minutes(60) - 1_000;
    assert.equal((await alice.get(inside)).status, 200);
    clock.now += 2_000;
    assert.equal((await alice.get(inside)).status, 303);
    assert.equal((await alice.get(inside, { 'x-board-live': '1' })).status, 401);
  });

  test('ends with a sign-out, and when no file names its person any more; a file that breaks ends none', async () => {
    const { folder, guest } = await boardAt();
    const [alice, bob] = [guest(), guest()];
    await alice.signIn(keys.alice.privateKeyPem, url);
    await bob.signIn(keys.bob.privateKeyPem, url);
    const out = await bob.submit(await bob.get(inside), '/board/sign-out');
    assert.deepEqual([out.status, out.location], [303, '/board/sign-in']);
    assert.equal((await bob.get(inside)).status, 303);

    writeFileSync(path.join(folder, 'other.yaml'), 'system: [');
    assert.equal((await alice.get(inside)).status, 200);
    unlinkSync(path.join(folder, 'shop.yaml'));
    assert.equal((await alice.get(inside)).status, 200, 'the other file might name her');
    unlinkSync(path.join(folder, 'other.yaml'));
    assert.equal((await alice.get(inside)).status, 200, 'there is no file at all');
    writeFileSync(path.join(folder, 'other.yaml'), 'system: other\ntitle: Other\npool: main\n');
    assert.equal((await alice.get(inside)).status, 303);
  });

  test('whose cookie was altered, or sealed with another key, is none', async () => {
    const { app, guest } = await boardAt();
    const alice = guest();
    await alice.signIn(keys.alice.privateKeyPem, url);
    const sealed = decodeURIComponent(alice.cookie.slice('mayday-board='.length));
    const end = sealed.indexOf(';');
    await fc.assert(
      fc.asyncProperty(fc.nat(end - 5), async (i) => {
        const altered = sealed.slice(0, i) + (sealed[i] === 'A' ? 'B' : 'A') + sealed.slice(i + 1);
        const cookie = `mayday-board=${encodeURIComponent(altered)}`;
        assert.equal((await app.inject({ url: inside, headers: { cookie } })).statusCode, 303);
      }),
      { numRuns: 100 },
    );
    const foreign = (await boardAt({ keys: ['fedcba9876543210fedcba9876543210'] })).guest();
    foreign.cookie = alice.cookie;
    assert.equal((await foreign.get(inside)).status, 303);
  });

  test('goes on under NEW,OLD, and is sealed with the new key from then on', async () => {
    const { folder, guest } = await boardAt();
    const alice = guest();
    await alice.signIn(keys.alice.privateKeyPem, url);
    const fresh = 'fedcba9876543210fedcba9876543210';
    const rotated = (await boardAt({ keys: [fresh, boardKey] }, folder)).guest();
    rotated.cookie = alice.cookie;
    assert.equal((await rotated.get(inside)).status, 200);
    const later = (await boardAt({ keys: [fresh] }, folder)).guest();
    later.cookie = rotated.cookie;
    assert.equal((await later.get(inside)).status, 200);
  });
});

describe('what is posted', () => {
  test('counts only with the word of the form, of the same session', async () => {
    const { guest } = await boardAt();
    const [alice, bob] = [guest(), guest()];
    await alice.signIn(keys.alice.privateKeyPem, url);
    await bob.signIn(keys.bob.privateKeyPem, url);
    const other = hiddenFields((await bob.get(inside)).body, '/board/sign-out')._csrf ?? '';
    assert.ok(other.length > 20);
    for (const fields of [{}, { _csrf: '' }, { _csrf: 'made-up' }, { _csrf: other }] as Record<
      string,
      string
    >[]) {
      const { status, says } = await alice.post('/board/sign-out', fields);
      assert.equal(status, 403);
      assert.match(says, /^This form is not from your session as it is now, so nothing was done/);
    }
    assert.equal((await alice.get(inside)).status, 200);
  });

  test('as a sign-in counts only from the browser that the link was opened in', async () => {
    const { guest } = await boardAt();
    const link = signStatement(keys.alice.privateKeyPem, url, Date.now());
    const page = await guest().get(`/board/sign-in?link=${link}`);
    const victim = guest();
    const { status } = await victim.submit(page, '/board/sign-in');
    assert.equal(status, 403);
    assert.equal((await victim.get(inside)).status, 303);
  });
});

function fail(): never {
  throw new Error('not there');
}
