import { fileURLToPath } from 'node:url';
import { until } from '../../servers/process.ts';
import type { Manifest } from '../cluster.ts';
import { type ClusterScene, clusterScene } from '../cluster-scene.ts';
import type { Scenario } from '../scenario.ts';

const labels = { app: 'web' };
const metadata = { name: 'web', namespace: 'shop' };
const place = '/apis/apps/v1/namespaces/shop/deployments/web';

/** All pods are replaced at once, so that a release that cannot start leaves nothing that answers. */
const web: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata,
  spec: {
    replicas: 2,
    strategy: { type: 'Recreate' },
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'shop/web:2.4.0' }] } },
  },
};
const service: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: { selector: labels, ports: [{ name: 'http', port: 80 }] },
};

/** What the demo rolls out: the tag tells the nodes, which run no containers, what to say of its pods. */
const releases = { good: 'shop/web:2.4.1', bad: 'shop/web:crash-loop' };

/** A release that cannot start is rolled out to a real control plane. */
export const outage: Scenario<ClusterScene> = {
  scene: clusterScene({
    namespaces: ['shop'],
    manifests: [web, service],
    shop: 'shop/web',
    logging: ['web'],
  }),
  catalogue: fileURLToPath(new URL('../catalogue', import.meta.url)),
  alert: new URL('../outage-alert.json', import.meta.url),
  async breakShop({ kubernetes, shopUrl }, say) {
    const answers = async () => (await fetch(`${shopUrl}/health`)).status;
    const release = (image: string) =>
      kubernetes.ask('PATCH', place, {
        metadata: { annotations: { 'kubernetes.io/change-cause': `release ${image}` } },
        spec: { template: { spec: { containers: [{ name: 'web', image }] } } },
      });
    await release(releases.good);
    await until(async () => (await revision()) === '2' && (await answers()) === 200, { deadlineMs: 20_000 });
    say(`Revision 2 of deployment web is rolled out: ${releases.good}; GET /health → 200`);
    await kubernetes.writeLog('web', [
      { at: new Date(), text: 'INFO starting' },
      { at: new Date(), text: 'ERROR cannot start: the setting PAYMENT_URL is missing' },
    ]);
    await release(releases.bad);
    await until(async () => (await answers()) === 503, { deadlineMs: 20_000 });
    const since = new Date();
    say(`Revision 3, ${releases.bad}, does not start: its pods are in a crash loop; GET /health → 503`);
    return since;

    async function revision(): Promise<string | undefined> {
      const { metadata } = (await kubernetes.ask('GET', place)) as {
        metadata: { annotations: Record<string, string> };
      };
      return metadata.annotations['deployment.kubernetes.io/revision'];
    }
  },
  byHand: ({ adminKubeconfig }) => ({
    breaks: `Break the shop by a release that does not start (its nodes run no containers: the tag says so), and fire its alert:
  kubectl --kubeconfig ${adminKubeconfig} -n shop set image deployment/web web=${releases.bad}`,
    runbook: 'applicationOutage',
    input: '{ "system": "web-shop", "summary": "the shop answers 503" }',
  }),
};
