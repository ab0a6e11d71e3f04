import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type Account, oidcClient, startIdentityProvider } from '../../harness/identity-provider.ts';
import { boardAt, url } from './gateway.ts';

const provider = await startIdentityProvider([`${url}/board/sign-in/oidc/answer`]);
after(() => provider.stop());

const inside = '/board/configured';
const oidc = { issuer: provider.issuer, ...oidcClient };
const readers = ['@readers.example', 'ann@example.com'];
const { guest } = await boardAt({ oidc, readers });
const verified = (email: string): Account => ({ email, email_verified: true });

/** Goes to the provider and comes back as somebody; answers the path that leads back in. */
async function there(who: Account, one = guest()) {
  provider.who = who;
  const begun = await one.get('/board/sign-in/oidc');
  assert.equal(begun.status, 303, begun.says);
  const back = await provider.follow(begun.location);
  assert.ok(back.startsWith(`${url}/board/sign-in/oidc/answer?code=`), back);
  return { one, back: back.slice(url.length) };
}

async function signsIn(who: Account) {
  const { one, back } = await there(who);
  return { one, answered: await one.get(back) };
}

describe('with an identity provider', () => {
  test('who has a verified address of the catalogue signs in, and comes to where they wanted to go', async () => {
    const one = guest();
    const page = await one.get(`/board/sign-in?to=${inside}`);
    assert.match(
      page.body,
      /<a class="button[^"]*" href="\/board\/sign-in\/oidc">Sign in with 127\.0\.0\.1:/,
    );
    const { back } = await there(verified('alice@example.com'), one);
    const { status, location } = await one.get(back);
    assert.deepEqual([status, location], [303, inside]);
    assert.match((await one.get(inside)).body, /<span>alice<\/span>/);
  });

  test('who may only read is in under their address', async () => {
    for (const email of ['zoe@readers.example', 'Ann@Example.com']) {
      const { one, answered } = await signsIn(verified(email));
      assert.equal(answered.status, 303);
      assert.ok((await one.get(inside)).body.includes(`<span>${email}</span>`));
    }
  });

  test('an address that is not verified, or that nobody has, or none at all, is refused', async () => {
    const says = async (who: Account) => {
      const { one, answered } = await signsIn(who);
      assert.equal(answered.status, 403);
      assert.equal((await one.get(inside)).status, 303);
      return answered.says;
    };
    assert.match(
      await says({ email: 'alice@example.com', email_verified: false }),
      /does not say that alice@example\.com is verified: verify your address there/,
    );
    assert.match(
      await says({ email: 'alice@example.com' }),
      /does not say that alice@example\.com is verified/,
    );
    assert.match(
      await says(verified('mallory@evil.example')),
      /^Nobody in the catalogue has the mail address mallory@evil\.example: ask for it as "email"/,
    );
    assert.match(await says(verified('zoe@readers.example.evil.example')), /^Nobody in the catalogue/);
    assert.match(await says({}), /names no mail address of yours: let it give the scope "email"/);
  });

  test('an answer counts once, in the browser that asked, and as it was given', async () => {
    const { one, back } = await there(verified('alice@example.com'));
    const thief = await guest().get(back);
    assert.match(thief.says, /^You began no sign-in in this browser that 127/);
    assert.equal((await one.get(back)).status, 303);
    assert.match((await one.get(back)).says, /^You began no sign-in/);

    const again = await there(verified('alice@example.com'), one);
    const replayed = back.replace(/state=[^&]*/, /state=[^&]*/.exec(again.back)?.[0] ?? '');
    assert.match((await again.one.get(replayed)).says, /did not take the answer/);

    const other = await there(verified('alice@example.com'));
    const wrong = other.back.replace(/state=[^&]*/, 'state=another');
    assert.match((await other.one.get(wrong)).says, /^The answer of .* does not fit what was asked/);
    assert.equal((await other.one.get(inside)).status, 303);
  });

  test('that says no, the reason is shown', async () => {
    const { one, back } = await there(verified('alice@example.com'));
    const no = back.replace(/code=[^&]*/, 'error=access_denied&error_description=not+today');
    assert.match((await one.get(no)).says, /did not sign you in \(not today\): begin again/);
  });

  test('that is away, a sentence says so, and it is asked again the next time', async () => {
    const away = await startIdentityProvider([`${url}/board/sign-in/oidc/answer`]);
    await away.stop();
    const one = (await boardAt({ oidc: { issuer: away.issuer, ...oidcClient } })).guest();
    for (let times = 0; times < 2; times += 1) {
      const { status, says } = await one.get('/board/sign-in/oidc');
      assert.equal(status, 403);
      assert.match(
        says,
        /^127\.0\.0\.1:\d+ does not answer \(.+\): try again, or sign in from a terminal\.$/,
      );
    }
  });
});
