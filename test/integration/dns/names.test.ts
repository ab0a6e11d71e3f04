import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import { dnsNames } from '../../../activities/dns/names.ts';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import type { HttpTarget } from '../../../workflows/contract/profile.ts';
import { type NameServer, startNameServer } from './name-server.ts';

const target = (id: string, url: string): HttpTarget => ({ id, kind: 'http', url });

describe('names of the system', () => {
  let server: NameServer;
  before(async () => {
    server = await startNameServer({
      'shop.example': ['192.0.2.10', '192.0.2.11'],
      'both.example': ['192.0.2.10', '2001:db8:0:0:0:0:0:1'],
      'empty.example': [],
      'broken.example': 'fails',
      'silent.example': 'is silent',
      'half.example': { a: ['192.0.2.10'], aaaa: 'fails' },
      'denied.example': { a: ['192.0.2.10'], aaaa: 'no such name' },
    });
  });
  after(() => server.stop());

  const resolve = (text: string) => {
    if (text.includes('${')) throw ApplicationFailure.nonRetryable('SHOP_URL is not set.', 'InvalidInput');
    return text;
  };
  const ask = (...urls: string[]) =>
    dnsNames({ resolve }, kubernetesClusters({ resolve }), { servers: [server.address] })({
      targets: urls.map((url, i) => target(`t${i + 1}`, url)),
    });

  test('names that have addresses are well, each asked once; addresses are not asked', async () => {
    const found = await ask(
      'https://shop.example/a',
      'http://shop.example/b',
      'http://both.example',
      'http://127.0.0.1:1',
    );
    assert.equal(found.verdict, 'well', found.says);
    assert.equal(found.says, '2 names looked up, none in trouble.');
    const [shop, both] = found.evidence ?? [];
    assert.deepEqual(
      [shop?.name, shop?.of, shop?.a],
      ['shop.example', 'target t1', '192.0.2.10, 192.0.2.11'],
    );
    assert.equal(both?.aaaa, '2001:db8::1');
  });

  test('a name that does not exist, one without addresses and one whose servers fail are told apart', async () => {
    for (const [name, words] of [
      ['gone.example', /^1 of 2 names in trouble: gone\.example \(target t2\) does not exist \(NXDOMAIN\)\./],
      ['empty.example', /empty\.example \(target t2\) exists, but has no address\./],
      ['broken.example', /broken\.example \(target t2\) .* its name servers failed \(SERVFAIL\)\./],
    ] as const) {
      const found = await ask('http://shop.example', `https://${name}/health`);
      assert.equal(found.verdict, 'sick');
      assert.match(found.says, words);
      assert.equal(found.evidence?.[0]?.name, name, 'what is in trouble comes first');
    }
  });

  test('servers that answer for IPv4 and not for IPv6 are sick: who asks for both waits or gives up', async () => {
    const half = await ask('http://half.example');
    assert.equal(half.verdict, 'sick');
    assert.match(half.says, /has IPv4 addresses \(192\.0\.2\.10\), but asked for IPv6 it .*SERVFAIL/);
    assert.match(
      (await ask('http://denied.example')).says,
      /but asked for IPv6 it does not exist \(NXDOMAIN\)/,
    );
  });

  test('a name server that does not answer leaves it unknown, within 6 s, and hides nothing of the others', async () => {
    const begun = Date.now();
    const found = await ask('http://silent.example', 'http://shop.example');
    assert.ok(Date.now() - begun < 6_000);
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, /silent\.example \(target t1\) .* did not answer in time\./);
    assert.equal(found.evidence?.find(({ name }) => name === 'shop.example')?.trouble, null);
  });

  test('nobody listens, or a URL is of no use: unknown, with what is wrong', async () => {
    const stopped = await startNameServer({});
    await stopped.stop();
    const asked = dnsNames({ resolve }, kubernetesClusters({ resolve }), { servers: [stopped.address] });
    const found = await asked({ targets: [target('health', 'http://shop.example')] });
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, /shop\.example \(target health\) could not be looked up/);
    const unset = await ask(`\${SHOP_URL}`, 'http://shop.example');
    assert.equal(unset.verdict, 'unknown');
    assert.match(unset.says, /The URL of t1 is of no use: SHOP_URL is not set\./);
  });

  test('what this host knows without DNS is well', async () => {
    const asked = dnsNames({ resolve }, kubernetesClusters({ resolve }));
    const found = await asked({ targets: [target('health', 'http://localhost:1')] });
    assert.equal(found.verdict, 'well', found.says);
  });
});
