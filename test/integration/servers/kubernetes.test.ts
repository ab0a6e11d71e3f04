import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startKubernetes } from '../../../servers/kubernetes.ts';
import { askApi } from '../../../servers/kubernetes-api.ts';
import { until } from '../../../servers/process.ts';
import { isRunning } from '../../harness/processes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';

const skip = await unavailable(...controlPlane);

interface Pods {
  items: { status: { phase: string } }[];
}

test('a control plane schedules a deployment, its pods run, and after stop no process is left', {
  skip,
}, async () => {
  const server = await startKubernetes({ users: { blind: [] } });
  const pids = Object.values(server.processes).map(({ pid }) => pid);
  try {
    const labels = { app: 'shop' };
    await server.ask('POST', '/apis/apps/v1/namespaces/default/deployments', {
      metadata: { name: 'shop' },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'app', image: 'shop/backend:1.4.2' }] },
        },
      },
    });
    await until(
      async () => {
        const { items } = (await server.ask('GET', '/api/v1/namespaces/default/pods')) as Pods;
        return items.length === 2 && items.every(({ status }) => status.phase === 'Running');
      },
      { deadlineMs: 60_000 },
    );
    const asked = (token: string) =>
      askApi(
        { url: server.url, token, ca: server.certificateAuthority },
        'GET',
        '/api/v1/namespaces/default/pods',
      );
    await assert.rejects(asked(server.token('blind')), /403 .*User "blind" cannot list/, 'RBAC is on');
    await assert.rejects(asked('wrong'), /401/);
  } finally {
    await server.stop();
  }
  for (const pid of pids) assert.equal(await isRunning(pid), false);
});
