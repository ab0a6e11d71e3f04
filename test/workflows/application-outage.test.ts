import assert from 'node:assert/strict';
import { story } from '../harness/story.ts';

const withCluster = (file: string) =>
  file
    .replace(
      'targets:\n',
      `targets:
  eu: { kind: cluster, kubeconfig: "\${SHOP_KUBECONFIG}" }
  namespace: { kind: namespace, cluster: eu, name: shop }
  backend: { kind: deployment, cluster: eu, namespace: shop, name: backend }
  store: { kind: statefulSet, cluster: eu, namespace: shop, name: store, dataStore: true }
  worker: { kind: deployment, namespace: shop, name: worker }
`,
    )
    .replace('runbooks:\n', 'runbooks:\n  applicationOutage: { title: The shop is down, severity: P1 }\n');

story(
  'an outage asks each cluster that the file names, one that cannot be reached stops nothing, and people go on',
  async (stage) => {
    stage.world.idle.clear();
    stage.world.unreachable.add('events');
    const incident = await stage.alert({}, 'applicationOutage');
    await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
    const [checked] = await incident.facts('checked');
    const verdicts = Object.fromEntries(
      (checked?.findings ?? []).map(({ check, verdict }) => [check, verdict]),
    );
    const asked = ['pods', 'rollouts', 'services', 'ingresses', 'nodes', 'memory', 'cpu', 'autoscalers'];
    const inEach = [...asked, 'config maps', 'volume claims', 'network policies'].flatMap((check) => [
      check,
      `${check} in eu`,
    ]);
    assert.deepEqual(verdicts, {
      ...Object.fromEntries(inEach.map((check) => [check, 'well'])),
      health: 'well',
      events: 'unknown',
      'events in eu': 'unknown',
      'logs of worker': 'well',
      'logs of backend in eu': 'well',
    });
    await incident.resolve('alice', 'fixed', 'rolled back by hand');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  { edit: withCluster },
);
