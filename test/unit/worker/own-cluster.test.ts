import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ownCluster, ownPod } from '../../../worker/own-cluster.ts';

let home: string;
before(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'mayday-home-'));
});
after(() => rm(home, { recursive: true }));

test('KUBECONFIG comes before the pod, the pod before the home folder, and without any there is no cluster', async () => {
  const pod = { HOME: home, KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' };
  assert.equal(ownCluster(pod, home), undefined);
  const ofHome = path.join(home, '.kube', 'config');
  await mkdir(path.dirname(ofHome));
  await writeFile(ofHome, '');
  assert.deepEqual(ownCluster(pod, home), { kubeconfig: ofHome });
  await writeFile(path.join(home, 'token'), '');
  assert.deepEqual(ownCluster(pod, home), { server: 'https://[fd00::1]:6443', account: home });
  const named = path.join(home, 'named');
  await writeFile(named, '');
  assert.deepEqual(ownCluster({ ...pod, KUBECONFIG: `/nowhere${path.delimiter}${named}` }, home), {
    kubeconfig: named,
  });
});

test('its own pod is that of its account; there is none outside of a cluster', async () => {
  const pod = { KUBERNETES_SERVICE_HOST: '10.96.0.1', HOSTNAME: 'worker-7d9f8-x2k4q' };
  assert.deepEqual(ownPod(pod, path.join(home, 'nowhere')), []);
  await writeFile(path.join(home, 'namespace'), 'mayday');
  assert.deepEqual(ownPod(pod, home), [{ namespace: 'mayday', pod: 'worker-7d9f8-x2k4q' }]);
  assert.deepEqual(ownPod({ HOSTNAME: 'laptop' }, home), []);
});
