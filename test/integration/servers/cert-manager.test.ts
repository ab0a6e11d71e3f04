import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certManagerOn } from '../../../servers/cert-manager.ts';
import { startKubernetes } from '../../../servers/kubernetes.ts';
import { until } from '../../../servers/process.ts';
import { isRunning } from '../../harness/processes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';

const skip = await unavailable(...controlPlane, 'cert-manager');

interface Certificate {
  status?: { revision?: number; notAfter?: string };
}

test('cert-manager issues a certificate, renews it before it ends, and stops', { skip }, async () => {
  const server = await startKubernetes();
  try {
    const running = await (await certManagerOn(server)).start();
    const place = '/apis/cert-manager.io/v1/namespaces/default';
    const apiVersion = 'cert-manager.io/v1';
    await server.ask('POST', `${place}/issuers`, {
      apiVersion,
      kind: 'Issuer',
      metadata: { name: 'own' },
      spec: { selfSigned: {} },
    });
    await server.ask('POST', `${place}/certificates`, {
      apiVersion,
      kind: 'Certificate',
      metadata: { name: 'shop' },
      spec: {
        secretName: 'shop',
        dnsNames: ['shop.example'],
        duration: '12s',
        renewBefore: '8s',
        issuerRef: { name: 'own', kind: 'Issuer' },
      },
    });
    const revision = async () => {
      const { status } = (await server.ask('GET', `${place}/certificates/shop`)) as Certificate;
      return status?.revision ?? 0;
    };
    await until(async () => (await revision()) > 1, { deadlineMs: 60_000 });
    await running.stop();
    assert.equal(await isRunning(running.pid), false);
  } finally {
    await server.stop();
  }
});
