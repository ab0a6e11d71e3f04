import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { prometheusServers } from '../../../activities/prometheus/query.ts';
import { kubernetesVolumeUsage } from '../../../activities/prometheus/volume-usage.ts';
import { freePort, until } from '../../../servers/process.ts';
import { type PrometheusServer, startPrometheus } from '../../../servers/prometheus.ts';
import type { KubernetesScope } from '../../../workflows/contract/kubernetes.ts';
import { unavailable } from '../../harness/servers.ts';

const skip = await unavailable('prometheus');

/** Bytes and inodes of each claim: used, of how many. */
const claims = [
  {
    namespace: 'data',
    claim: 'data-postgresql-0',
    bytes: [9_700_000_000, 10_000_000_000],
    inodes: [10, 1000],
  },
  { namespace: 'data', claim: 'data-kafka-0', bytes: [1_000_000_000, 20_000_000_000], inodes: [995, 1000] },
  { namespace: 'data', claim: 'data-redis-0', bytes: [4_000_000_000, 8_000_000_000], inodes: [1, 1000] },
  { namespace: 'calm', claim: 'cache', bytes: [1, 10], inodes: [1, 10] },
  { namespace: 'others', claim: 'full', bytes: [10, 10], inodes: [1, 10] },
] as const;

describe('how full volumes are, asked of a real Prometheus', { skip }, () => {
  let kubelets: Server[];
  let prometheus: PrometheusServer;
  before(async () => {
    // A volume that two nodes mount is told by both.
    kubelets = [1, 2].map(() => createServer((_, answer) => answer.end(page())).listen(0, '127.0.0.1'));
    await Promise.all(kubelets.map((each) => new Promise((resolve) => each.once('listening', resolve))));
    prometheus = await startPrometheus(kubelets.map((each) => `http://127.0.0.1:${portOf(each)}/metrics`));
    await until(async () => (await ask(['data'])).verdict === 'sick', { deadlineMs: 60_000 });
  });
  after(async () => {
    for (const each of kubelets) each.close();
    await prometheus?.stop();
  });

  const ask = (namespaces: string[], url = prometheus.url) =>
    kubernetesVolumeUsage(prometheusServers({ resolve: (text) => text }))({
      scope: {
        namespaces,
        workloads: [],
        entrances: [],
        recentDeploy: 0,
        recentErrors: 0,
      } as KubernetesScope,
      prometheus: { id: 'prometheus', kind: 'prometheus', url },
      above: 90,
    });

  test('claims without room, in bytes or in inodes, are named, the fullest first', async () => {
    const found = await ask(['data']);
    assert.equal(found.check, 'volumeUsage');
    assert.equal(
      found.says,
      '2 of 3 volume claims more than 90 % full: data/data-kafka-0 of 20 GB is 100 % full; data/data-postgresql-0 of 10 GB is 97 % full.',
    );
    assert.deepEqual(
      found.evidence?.map(({ claim, percent, inodesPercent, trouble }) => [
        claim,
        percent,
        inodesPercent,
        trouble,
      ]),
      [
        ['data-kafka-0', 5, 100, 'is 100 % full'],
        ['data-postgresql-0', 97, 1, 'is 97 % full'],
        ['data-redis-0', 50, 1, null],
      ],
    );
  });

  test('claims with room are well, and none that is known is not', async () => {
    const calm = await ask(['calm']);
    assert.deepEqual(
      [calm.verdict, calm.says],
      ['well', '1 volume claim, the fullest calm/cache with 10 %.'],
    );
    const gone = await ask(['gone']);
    assert.equal(gone.verdict, 'unknown');
    assert.match(
      gone.says,
      /^prometheus knows no volumes with namespace=~"gone": see whether it reads the kubelets'/,
    );
  });

  test('a Prometheus that is down is asked again', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    await assert.rejects(ask(['data'], nobody), { type: 'TargetUnreachable' });
  });
});

function page(): string {
  return claims
    .flatMap(({ namespace, claim, bytes, inodes }) => {
      const labels = `{namespace="${namespace}",persistentvolumeclaim="${claim}"}`;
      return [
        `kubelet_volume_stats_used_bytes${labels} ${bytes[0]}`,
        `kubelet_volume_stats_capacity_bytes${labels} ${bytes[1]}`,
        `kubelet_volume_stats_inodes_used${labels} ${inodes[0]}`,
        `kubelet_volume_stats_inodes${labels} ${inodes[1]}`,
      ];
    })
    .join('\n')
    .concat('\n');
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
