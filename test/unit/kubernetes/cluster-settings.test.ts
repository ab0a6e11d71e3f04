import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { secretsOf, settingsOf } from '../../../activities/kubernetes/cluster-settings.ts';
import type { ClusterTarget } from '../../../workflows/contract/kubernetes.ts';

const kubeconfig = JSON.stringify({
  clusters: [
    { name: 'eu', cluster: { server: 'https://eu.example:6443' } },
    { name: 'us', cluster: { server: 'https://us.example:6443' } },
  ],
  users: [{ name: 'mayday', user: { token: 'canary-22' } }],
  contexts: [
    { name: 'eu-production', context: { cluster: 'eu', user: 'mayday' } },
    { name: 'us-production', context: { cluster: 'us', user: 'mayday' } },
  ],
  'current-context': 'eu-production',
});

const target = (change: Partial<ClusterTarget>): ClusterTarget => ({
  id: 'production',
  kind: 'cluster',
  ...change,
});
const server = (change: Partial<ClusterTarget>, resolved: string) =>
  settingsOf(target(change), () => resolved, undefined).getCurrentCluster()?.server;

describe('how a cluster is reached', () => {
  test('by the text of a kubeconfig, in its current context or the one that is named', () => {
    assert.equal(server({ kubeconfig: 'K' }, kubeconfig), 'https://eu.example:6443');
    assert.equal(
      server({ kubeconfig: 'K', context: 'us-production' }, kubeconfig),
      'https://us.example:6443',
    );
  });

  test('by the path of a kubeconfig', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'mayday-kubeconfig-'));
    try {
      const file = path.join(folder, 'config');
      await writeFile(file, kubeconfig);
      assert.equal(server({ kubeconfig: 'K' }, file), 'https://eu.example:6443');
      const own = settingsOf(undefined, String, { kubeconfig: file });
      assert.equal(own.getCurrentCluster()?.server, 'https://eu.example:6443');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('by address, with a token or a certificate', () => {
    const resolve = (name: string) =>
      ({ URL: 'https://10.0.0.1:6443', T: 'canary-33\n', C: 'cert', K: 'canary-key' })[name] ?? '';
    const settings = settingsOf(
      target({ url: 'URL', bearer: 'T', clientCertificate: 'C', clientKey: 'K' }),
      resolve,
      undefined,
    );
    assert.equal(settings.getCurrentCluster()?.skipTLSVerify, false);
    assert.equal(settings.getCurrentUser()?.token, 'canary-33');
    assert.deepEqual(secretsOf(settings), ['canary-33', Buffer.from('canary-key').toString('base64')]);
  });

  const refusals: [string, () => unknown, RegExp][] = [
    [
      'a context that is not there',
      () => server({ kubeconfig: 'K', context: 'eu-prodution' }, kubeconfig),
      /has no context "eu-prodution", but eu-production or us-production; did you mean "eu-production"\?/,
    ],
    [
      'text that is no kubeconfig',
      () => server({ kubeconfig: 'K' }, 'canary: [broken'),
      /^The kubeconfig of production is none: give the text/,
    ],
    [
      'a kubeconfig without a context',
      () => server({ kubeconfig: 'K' }, '{"clusters": [], "users": [], "contexts": []}'),
      /no current context/,
    ],
    [
      'a file that is not there',
      () => server({ kubeconfig: 'K' }, '/nowhere/config'),
      /cannot be read \(ENOENT\): \/nowhere\/config/,
    ],
    ['an address without TLS', () => server({ url: 'U' }, 'http://10.0.0.1'), /write https:\/\/host:port/],
    [
      'no cluster at all',
      () => settingsOf(undefined, String, undefined),
      /The worker has no cluster of its own/,
    ],
  ];
  for (const [what, reach, says] of refusals) {
    test(`${what} is refused without a secret`, () => {
      assert.throws(reach, (error: Error & { type?: string }) => {
        assert.equal(error.type, 'InvalidInput');
        assert.match(error.message, says);
        assert.doesNotMatch(error.message, /canary/);
        return true;
      });
    });
  }
});
