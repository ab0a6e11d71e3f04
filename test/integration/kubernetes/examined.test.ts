import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { examineClusters } from '../../../activities/examination/kubernetes.ts';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import { loadSystem } from '../../../systems/load.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { startWorld, type World } from './world.ts';

const text = `system: shop
title: Shop
targets:
  eu: { kind: cluster, url: "\${SHOP_API}", authority: "\${SHOP_CA}", bearer: "\${SHOP_TOKEN}" }
  web: { kind: deployment, cluster: eu, namespace: shop, name: web }
mitigations:
  restart: { title: Restart, action: kubernetes.restart, targets: [web], risk: disruptive }
`;

interface Role {
  rules: { resources: string[]; verbs: string[] }[];
}

describe('doctor asks a cluster for the rights that the file takes', {
  skip: await unavailable(...controlPlane),
}, () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world?.stop());

  const look = async (written = text) => {
    const loaded = loadSystem('shop.yaml', written);
    assert.ok('system' in loaded, JSON.stringify(loaded));
    const { resolve } = world;
    return await Promise.all(examineClusters(kubernetesClusters({ resolve }), loaded.system));
  };

  test('with those of the manifests nothing is missing', async () => {
    const [found] = await look();
    assert.equal(found?.verdict, 'good', found?.says);
    assert.equal(found?.what, 'the cluster eu, namespace shop');
  });

  test('a verb that is taken away is named, with what it is for', async () => {
    const place = '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles/mayday';
    const role = (await world.server.ask('GET', place)) as Role;
    const rules = role.rules.map((rule) =>
      rule.resources.includes('deployments')
        ? { ...rule, verbs: rule.verbs.filter((verb) => verb !== 'patch') }
        : rule,
    );
    await world.server.ask('PUT', place, { ...role, rules });
    const deadline = Date.now() + 60_000;
    let [found] = await look();
    while (found?.verdict !== 'bad' && Date.now() < deadline) [found] = await look();
    assert.match(found?.says ?? '', /does not grant patch deployments\.apps \(kubernetes\.restart\)/);
    assert.ok(!found?.says.includes('list pods'), found?.says);
  });
});
