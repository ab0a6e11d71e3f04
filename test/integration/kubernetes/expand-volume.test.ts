import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { until } from '../../../servers/process.ts';
import type { ExpandVolume } from '../../../workflows/contract/kubernetes-changes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { Changes, terms } from './changes.ts';
import { missing } from './missing-right.ts';
import { claim, type Manifest } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

describe('giving a volume more space on a real control plane', { skip }, () => {
  let world: World;
  let changes: Changes;
  before(async () => {
    world = await startWorld();
    changes = new Changes(world);
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  const place = '/api/v1/namespaces/shop/persistentvolumeclaims/data';
  const expand: ExpandVolume = {
    ...terms,
    name: 'expandVolume',
    action: 'kubernetes.expandVolume',
    target: { id: 'production', kind: 'namespace', name: 'shop' },
    namespaces: ['shop', 'observability'],
    ceiling: '500Gi',
  };
  const to = (size: string, more: object = {}) => ({ claim: 'data', size, ...more });

  let disks = 0;

  /** A volume of 1Gi that a claim is bound to. */
  async function bound(allowVolumeExpansion: boolean): Promise<void> {
    disks += 1;
    const disk = `disk-${disks}`;
    const storageClass: Manifest = {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'standard' },
      provisioner: 'shop.example/disks',
      allowVolumeExpansion,
    };
    const volume: Manifest = {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: disk },
      spec: {
        storageClassName: 'standard',
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '1Gi' },
        persistentVolumeReclaimPolicy: 'Retain',
        csi: { driver: 'shop.example', volumeHandle: disk },
        claimRef: { namespace: 'shop', name: 'data' },
      },
    };
    await world.apply(storageClass, volume);
    // A claim that comes before is bound a quarter of a minute later.
    await phase(`/api/v1/persistentvolumes/${disk}`, 'Available');
    await world.apply(claim('data', 'standard'));
    await phase(place, 'Bound');
  }
  const phase = (of: string, wanted: string) =>
    until(
      async () =>
        ((await world.server.ask('GET', of)) as { status: { phase: string } }).status.phase === wanted,
      { deadlineMs: 60_000 },
    );
  const size = async () => {
    const { spec } = (await world.server.ask('GET', place)) as {
      spec: { resources: { requests: { storage: string } } };
    };
    return spec.resources.requests.storage;
  };

  test('a plan shows what it has and gets, that nothing takes it back; approved it is done once', async () => {
    await bound(true);
    const plan = await changes.plan(expand, to('2Gi'));
    const { uid, ...state } = plan?.targets[0]?.state ?? {};
    assert.match(String(uid), /^[0-9a-f-]{36}$/);
    assert.deepEqual(
      { ...plan, targets: state },
      {
        targets: { size: '1Gi' },
        preview: [
          `kubectl patch pvc data -n shop --type merge -p '{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}'`,
        ],
        observed: 'data wants 1Gi and has 1Gi.',
        predicted:
          'It grows to 2Gi; where the driver cannot grow a file system in use, once its pod is restarted.',
        blastRadius: 'It never shrinks again, and 2Gi are paid for from now on.',
        undo: null,
      },
    );
    const given = changes.order(expand, plan, to('2Gi'));
    assert.deepEqual(await changes.rehearse(expand, given.plan), {
      outcome: 'would apply',
      says: ['volume claim data in shop: the server takes it (dry run)'],
    });
    assert.equal(await size(), '1Gi');
    for (const number of [1, 2]) {
      const { effects } = await changes.apply(given, { number });
      assert.deepEqual(
        effects.map(({ outcome }) => outcome),
        ['done'],
      );
    }
    assert.equal(await size(), '2Gi');
    assert.equal(await changes.plan(expand, to('2048Mi')), null, 'the same in other words');
    const more = await changes.plan(expand, to('3Gi'));
    assert.match(
      more?.observed ?? '',
      /data wants 2Gi and has 1Gi\. It (has not grown to that yet|is growing)/,
    );
  });

  test('what somebody changed since the plan is not overwritten', async () => {
    await bound(true);
    const given = changes.order(expand, await changes.plan(expand, to('4Gi')), to('4Gi'));
    await world.patch(place, { spec: { resources: { requests: { storage: '3Gi' } } } });
    const refused = await changes.apply(given);
    assert.ok(refused.outcome === 'refused');
    assert.deepEqual(refused.difference, ['volume claim data in shop: size was 1Gi, and is now 3Gi']);
    assert.equal(await size(), '3Gi');
  });

  test('only up, only to the ceiling, only in the namespaces of the catalogue, and only a claim that there is', async () => {
    await bound(true);
    assert.match(
      await changes.refusal(expand, to('512Mi')),
      /has 1Gi already: it only grows, and 512Mi is less/,
    );
    assert.equal(
      await changes.refusal(expand, to('501Gi')),
      '501Gi is more than a volume may be given, which is 500Gi (policy.ceilings.storage).',
    );
    assert.equal(
      await changes.refusal(expand, to('2Gi', { namespace: 'kube-system' })),
      'The catalogue does not name the namespace "kube-system", but shop, observability.',
    );
    assert.match(
      await changes.refusal(expand, to('2Gi', { claim: 'date' })),
      /no volume claim "date", but data/,
    );
    assert.match(await changes.refusal(expand, to('large')), /^The size "large" is none: write it like 20Gi/);
  });

  test('a class that does not allow it, and a claim without a volume, are refused with the reason', async () => {
    await bound(false);
    assert.match(
      await changes.refusal(expand, to('2Gi')),
      /its storage class standard does not allow it \(allowVolumeExpansion\)/,
    );
    await world.apply(claim('later', 'standard'));
    assert.match(
      await changes.refusal(expand, to('2Gi', { claim: 'later' })),
      /has no volume that could grow: it is Pending/,
    );
  });

  test('without a right the plan says which permission is missing', async () => {
    await bound(true);
    for (const [verb, resource] of [
      ['get', 'persistentvolumeclaims'],
      ['patch', 'persistentvolumeclaims'],
      ['get', 'storageclasses'],
    ] as const) {
      await missing(world, verb, resource, () => changes.refusal(expand, to('2Gi')));
    }
  });
});
