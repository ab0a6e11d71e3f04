import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { tlsCertificate } from '../../../activities/certificates/tls.ts';
import { kubernetesCertificates } from '../../../activities/kubernetes/certificates.ts';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import { type CertManager, certManagerOn } from '../../../servers/cert-manager.ts';
import { type Running, until } from '../../../servers/process.ts';
import type { KubernetesScope } from '../../../workflows/contract/kubernetes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { authority, authorityCertificate, certificate, selfSigned } from './certificate-objects.ts';
import { ingress, service } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane, 'cert-manager');

const days = 86_400_000;
const expiry = 14 * days;
const place = '/apis/cert-manager.io/v1/namespaces/shop';

describe('certificates', { skip }, () => {
  let world: World;
  let manager: CertManager;
  let running: Running;
  const resolve = (text: string) => world.resolve(text);
  const ask = (scope: KubernetesScope = world.scope()) =>
    kubernetesCertificates(kubernetesClusters({ resolve }))({ scope, expiry });
  const ofAll = (fits: Parameters<World['eventually']>[1]) => world.eventually(() => ask(), fits);
  const naming = (name: string) => {
    const certificates = [{ id: name, kind: 'certificate' as const, namespace: 'shop', name }];
    return world.scope({ certificates });
  };
  const remove = (kind: string, name: string) => world.server.ask('DELETE', `${place}/${kind}/${name}`);

  before(async () => {
    world = await startWorld();
    const without = await ask(naming('shop-tls'));
    assert.deepEqual([without.check, without.verdict], ['certificates', 'unknown']);
    assert.equal(
      without.says,
      'No cert-manager in the cluster eu: nothing there serves cert-manager.io/v1.',
      'without cert-manager',
    );
    manager = await certManagerOn(world.server);
    running = await manager.start();
    await world.apply(
      selfSigned('self-signed'),
      authorityCertificate('shop-ca'),
      authority('shop-ca', 'shop-ca'),
    );
  });
  after(() => world.stop());

  test('those that are issued are well, with their end, issuer, revision and serial', async () => {
    await world.apply(certificate('shop-tls', { dnsNames: ['shop.example', 'www.shop.example'] }));
    const found = await ofAll(
      ({ evidence }) =>
        evidence?.length === 2 && evidence.every(({ revision, expires }) => revision && expires),
    );
    assert.equal(found.verdict, 'well');
    assert.match(found.says, /^2 certificates, none in trouble; the first to end is shop\/.*, in 90 days\.$/);
    const row = found.evidence?.find((each) => each.certificate === 'shop-tls');
    const { status } = (await world.server.ask('GET', `${place}/certificates/shop-tls`)) as Shown;
    assert.equal(row?.expires, status.notAfter);
    assert.equal(row?.renews, status.renewalTime);
    assert.equal(row?.issuer, 'Issuer shop-ca');
    assert.equal(row?.revision, 1);
    assert.equal(row?.names, 'shop.example, www.shop.example');
    assert.match(String(row?.serial), /^[0-9A-F]{16,}$/);
  });

  test('one that an Ingress asks for is there, and is made again if somebody deletes it', async () => {
    const web = ingress('front', 'backend');
    const annotations = { 'cert-manager.io/issuer': 'shop-ca' };
    const tls = [{ hosts: ['front.example'], secretName: 'front-tls' }];
    const metadata = { ...web.metadata, annotations };
    await world.apply({ ...web, metadata, spec: { ...(web.spec as object), tls } });
    const isFront = ({ certificate: name }: Record<string, unknown>) => name === 'front-tls';
    const issued = async () => {
      const found = await ofAll(({ evidence }) => Boolean(evidence?.find(isFront)?.expires));
      return found.evidence?.find(isFront)?.names;
    };
    try {
      assert.equal(await issued(), 'front.example');
      await remove('certificates', 'front-tls');
      assert.equal(await issued(), 'front.example', 'the Ingress owns it');
    } finally {
      await world.server.ask('DELETE', '/apis/networking.k8s.io/v1/namespaces/shop/ingresses/front');
      // The cluster's own collector takes half a minute to learn of a new API.
      const again = async () => {
        await remove('certificates', 'front-tls').catch(() => {});
        return await ask();
      };
      await world.eventually(again, ({ evidence }) => evidence?.some(isFront) === false);
    }
  });

  test('one of the catalogue that is missing is sick, with those that there are', async () => {
    const found = await ask(naming('shop-tsl'));
    assert.equal(found.verdict, 'sick');
    assert.match(found.says, /has no certificate "shop-tsl", but .*shop-tls; did you mean "shop-tls"\?/);
  });

  test('one whose issuer is missing or not ready is not ready, and says whose fault it is', async () => {
    await world.apply(
      authority('lost-ca', 'no-such-secret'),
      certificate('orphan', { issuer: 'nobody' }),
      certificate('waiting', { issuer: 'lost-ca' }),
    );
    const found = await ofAll(
      ({ says }) =>
        /waiting .*lost-ca is not ready \(.*no-such-secret/.test(says) && /orphan is not ready/.test(says),
    );
    assert.equal(found.verdict, 'sick');
    assert.match(found.says, /^2 of 4 certificates in trouble: /);
    assert.match(found.says, /shop\/orphan is not ready .*: the Issuer nobody does not exist/);
    assert.ok(found.evidence?.[0]?.trouble, 'what is in trouble comes first');
    for (const name of ['orphan', 'waiting']) await remove('certificates', name);
  });

  test('one that is renewed in time is well; when nobody renews it, it is overdue, then ends', async () => {
    await world.apply(certificate('brief', { duration: '12s', renewBefore: '8s' }));
    const revision = async () => {
      const { status } = (await world.server.ask('GET', `${place}/certificates/brief`)) as Shown;
      return status?.revision ?? 0;
    };
    await until(async () => (await revision()) >= 2, { deadlineMs: 60_000 });
    const renewed = await ask();
    assert.equal(renewed.verdict, 'well', renewed.says);
    await running.stop();
    try {
      const ended = await ofAll(({ says }) => /shop\/brief expired \d+ m?s ago/.test(says));
      assert.equal(ended.verdict, 'sick');
      assert.equal(ended.evidence?.[0]?.certificate, 'brief');
      // A renewal long overdue, as it stands where the controller has been away for days.
      const renewalTime = new Date(Date.now() - 3 * days).toISOString();
      await world.patch(`${place}/certificates/shop-tls/status`, { status: { renewalTime } });
      const overdue = await ask();
      assert.match(overdue.says, /shop\/shop-tls should have been renewed 3 days ago/);
    } finally {
      running = await manager.start();
    }
    await remove('certificates', 'brief');
    await ofAll(({ verdict }) => verdict === 'well');
  });

  describe('as they are shown', () => {
    let server: Server;
    let port: number;
    const trusted = getCACertificates('default');
    const shown = (
      targets: Parameters<ReturnType<typeof tlsCertificate>>[0]['targets'],
      of = world.scope(),
    ) =>
      tlsCertificate({ resolve }, kubernetesClusters({ resolve }), { port })({ targets, scope: of, expiry });
    const target = (host: string) => ({
      id: 'shop',
      kind: 'http' as const,
      url: `https://${host}:${port}/health`,
    });
    const secret = async (name: string) => {
      const all = (await world.server.ask('GET', `/api/v1/namespaces/shop/secrets/${name}`)) as {
        data: Record<string, string>;
      };
      const text = (key: string) => Buffer.from(all.data[key] ?? '', 'base64').toString();
      return { key: text('tls.key'), cert: text('tls.crt'), ca: text('ca.crt') };
    };

    before(async () => {
      await world.apply(certificate('local', { dnsNames: ['localhost'] }));
      await ofAll(
        ({ evidence }) => evidence?.some((row) => row.certificate === 'local' && row.serial) === true,
      );
      server = createServer(await secret('local'), (_, answer) => answer.end('well'));
      await new Promise<void>((done) => server.listen(0, done));
      port = (server.address() as AddressInfo).port;
    });
    after(() => {
      setDefaultCACertificates(trusted);
      server.close();
    });

    test('one of an authority that nobody here knows is sick, with its issuer', async () => {
      const found = await shown([target('localhost')]);
      assert.deepEqual([found.check, found.verdict], ['tls', 'sick']);
      assert.match(
        found.says,
        /^1 of 1 host in trouble: localhost:\d+ shows a certificate of Shop authority, which is not trusted/,
      );
      assert.equal(found.evidence?.[0]?.issuer, 'Shop authority');
    });

    test('trusted, it is well, with its end and the serial of the one that cert-manager holds', async () => {
      setDefaultCACertificates([...trusted, (await secret('local')).ca]);
      const found = await shown([target('localhost')]);
      assert.equal(found.verdict, 'well', found.says);
      assert.match(
        found.says,
        /^1 host, each with a certificate that is trusted; the first to end is that of localhost:\d+, in 90 days\.$/,
      );
      const [row] = found.evidence ?? [];
      assert.equal(row?.serial, row?.issued);
      assert.equal(row?.newer, null);
    });

    test('the TLS hosts of ingresses are asked, too', async () => {
      const web = ingress('web', 'backend');
      await world.apply(service('backend'), {
        ...web,
        spec: { ...(web.spec as object), tls: [{ hosts: ['localhost'] }] },
      });
      const found = await shown([]);
      assert.equal(found.evidence?.[0]?.of, 'ingress shop/web');
      assert.equal(found.verdict, 'well', found.says);
      await world.server.ask('DELETE', '/apis/networking.k8s.io/v1/namespaces/shop/ingresses/web');
    });

    test('a renewed one that the server has not read is said, until it has', async () => {
      const { status } = (await world.server.ask('GET', `${place}/certificates/local`)) as Shown;
      const issuing = { type: 'Issuing', status: 'True', reason: 'ManuallyTriggered', message: 'by hand' };
      await world.patch(`${place}/certificates/local/status`, {
        status: {
          conditions: [...status.conditions, { ...issuing, lastTransitionTime: new Date().toISOString() }],
        },
      });
      const old = await world.eventually(
        () => shown([target('localhost')]),
        ({ evidence }) => evidence?.[0]?.issued !== evidence?.[0]?.serial,
      );
      assert.equal(old.verdict, 'well', 'the old one is good still');
      assert.match(
        old.says,
        /Of localhost:\d+, cert-manager has issued another for shop\/local .* which is not shown/,
      );
      const reads = async () => {
        server.setSecureContext(await secret('local'));
        return await shown([target('localhost')]);
      };
      await world.eventually(reads, ({ evidence }) => evidence?.[0]?.newer === null);
    });

    test('without the rights the permission is named, and what is shown is seen all the same', async () => {
      const place = '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings';
      const binding = await world.server.ask('GET', `${place}/mayday-certificates`);
      await world.server.ask('DELETE', `${place}/mayday-certificates`);
      const missing = 'The permission to list certificates.cert-manager.io in the namespace shop';
      try {
        const held = await ofAll(({ says }) => says.startsWith(missing));
        assert.equal(held.verdict, 'unknown');
        const found = await shown([target('localhost')]);
        assert.equal(found.verdict, 'unknown');
        assert.match(found.says, /^1 host, each with a certificate that is trusted.* The permission to list/);
      } finally {
        const { metadata, ...rest } = binding as { metadata: { name: string } };
        await world.server.ask('POST', place, { ...rest, metadata: { name: metadata.name } });
      }
      await ofAll(({ verdict }) => verdict === 'well');
    });

    test('another name, another protocol and nobody at all are told apart', async () => {
      const other = await shown([target('127.0.0.1')]);
      assert.equal(other.verdict, 'sick');
      assert.match(other.says, /127\.0\.0\.1:\d+ shows a certificate for localhost\./);
      const plain = await import('node:http').then(({ createServer: http }) => http());
      await new Promise<void>((done) => plain.listen(0, done));
      const { port: plainPort } = plain.address() as AddressInfo;
      const spoken = await shown([{ ...target('localhost'), url: `https://localhost:${plainPort}` }]);
      assert.equal(spoken.verdict, 'sick');
      assert.match(spoken.says, /does not speak TLS as we do \(wrong version number\)/);
      await new Promise((done) => plain.close(done));
      const gone = await shown([
        { ...target('localhost'), url: `https://localhost:${plainPort}` },
        target('localhost'),
      ]);
      assert.equal(gone.verdict, 'unknown');
      assert.match(gone.says, /localhost:\d+ is down: nothing listens there\./);
    });

    test('a certificate of few days left is sick, and one that has ended', async () => {
      const days90 = tlsCertificate({ resolve }, kubernetesClusters({ resolve }));
      const early = await days90({ targets: [target('localhost')], expiry: 89 * days });
      assert.equal(early.verdict, 'well', 'only in the last quarter of its life does it count');
      await world.apply(
        certificate('ending', { dnsNames: ['localhost'], duration: '4s', renewBefore: '1s' }),
      );
      await ofAll(
        ({ evidence }) => evidence?.some((row) => row.certificate === 'ending' && row.serial) === true,
      );
      const ending = await secret('ending');
      await remove('certificates', 'ending');
      server.setSecureContext(ending);
      const ended = await world.eventually(
        () => shown([target('localhost')]),
        ({ says }) => /shows a certificate that expired/.test(says),
      );
      assert.equal(ended.verdict, 'sick');
      assert.match(ended.says, /cert-manager has issued another for shop\/local/);
      server.setSecureContext(await secret('local'));
    });
  });
});

interface Shown {
  status: { notAfter?: string; renewalTime?: string; revision?: number; conditions: object[] };
}
