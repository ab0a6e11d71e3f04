import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import { kubernetesPods } from '../../../activities/kubernetes/pods.ts';
import { freePort } from '../../../servers/process.ts';
import type { ClusterTarget } from '../../../workflows/contract/kubernetes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import type { Manifest } from './objects.ts';
import { autoscaler, deployment, ingress, service, statefulSet, workload } from './objects.ts';
import { type Checks, rights, startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

describe('a cluster that does not let us see', { skip }, () => {
  let world: World;
  let all: Checks;
  before(async () => {
    world = await startWorld({ users: { stranger: [] } });
    await world.apply(
      deployment('backend', { requests: { cpu: '100m' } }),
      statefulSet('database', 'shop/database:15'),
      service('backend'),
      ingress('shop', 'backend'),
      autoscaler('backend', 3),
    );
    const scope = world.scope({ workloads: [workload('backend'), workload('database', 'statefulSet')] });
    all = world.ask(scope);
    await world.eventually(all.services, ({ verdict }) => verdict === 'well');
    await world.eventually(all.pods, ({ says }) => says.startsWith('2 pods of the cluster eu, all well'));
  });
  after(() => world.stop());

  const everyFinding = () => Promise.all(Object.values(all).map((ask) => ask()));

  test('with the rights of deploy/kubernetes/ nothing is forbidden', async () => {
    for (const { check, says } of await everyFinding()) assert.doesNotMatch(says, /permission/, check);
  });

  test('without any one of its rights a check says which permission is missing', async () => {
    const role = (await rights()).find(({ kind }) => kind === 'Role') as Manifest & { rules: Rule[] };
    const singles = role.rules.flatMap(({ apiGroups, resources, verbs }) =>
      resources.flatMap((resource) =>
        verbs.map((verb) => ({ apiGroups, resources: [resource], verbs: [verb] })),
      ),
    );
    const place = '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles/mayday';
    // Asked only to tell why there is nothing, where a name is wrong, or where pods serve metrics or read config maps.
    const seldom = [
      'get namespaces',
      'list deployments',
      'list statefulsets',
      'get ingresses',
      'get pods/proxy',
      'list configmaps',
    ];
    // The rights of scripts as Jobs are some of the same.
    const bindings = '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings';
    const ofScripts = (await rights()).find(
      ({ kind, metadata }) => kind === 'RoleBinding' && metadata.name === 'mayday-scripts',
    ) as Manifest;
    await world.server.ask('DELETE', `${bindings}/mayday-scripts`);
    try {
      for (const without of singles) {
        const [verb, resource] = [String(without.verbs[0]), String(without.resources[0])];
        // What changes something is no check; of the two rights to exec, API servers before 1.35 want one.
        if (!['get', 'list'].includes(verb)) continue;
        if (seldom.includes(`${verb} ${resource}`) || without.apiGroups[0] === 'metrics.k8s.io') continue;
        await world.server.ask('PUT', place, { ...role, rules: singles.filter((rule) => rule !== without) });
        const says = new RegExp(`The permission to ${verb} ${resource}[. ]`);
        const finding = await someFinding(says);
        assert.equal(finding.verdict, 'unknown', `${verb} ${resource}: ${JSON.stringify(finding)}`);
      }
    } finally {
      await world.server.ask('PUT', place, role);
      await world.server.ask('POST', bindings, ofScripts);
    }
  });

  async function someFinding(says: RegExp) {
    for (let attempt = 1; ; attempt += 1) {
      const findings = await everyFinding();
      const found = findings.find((finding) => says.test(finding.says));
      if (found) return found;
      assert.ok(
        attempt < 50,
        `nobody says ${says}: ${JSON.stringify(findings.map((finding) => finding.says))}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  test('without the cluster role the nodes are unknown, with the permission that is missing', async () => {
    const place = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/mayday-nodes';
    const binding = (await rights()).find(({ kind }) => kind === 'ClusterRoleBinding') as Manifest;
    await world.server.ask('DELETE', place);
    try {
      const found = await someFinding(/The permission to list nodes in all of the cluster eu is missing/);
      assert.equal(found.verdict, 'unknown');
      assert.match(
        found.says,
        /give system:serviceaccount:mayday:worker a ClusterRole with the verb "list" on "nodes"/,
      );
    } finally {
      await world.server.ask('POST', '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', binding);
    }
  });

  test('what is sick where we may look is said beside what we may not see', async () => {
    await world.apply(deployment('worker', { image: 'shop/worker:crash-loop' }));
    const scope = world.scope({ namespaces: ['shop', 'elsewhere'] });
    const found = await world.eventually(world.ask(scope).pods, ({ verdict }) => verdict === 'sick');
    assert.match(found.says, /1 CrashLoopBackOff.*The permission to list pods in the namespace elsewhere/s);
  });

  const asked = (cluster: ClusterTarget) => {
    const kubernetes = kubernetesClusters({ resolve: (text) => text });
    return kubernetesPods(kubernetes)({ scope: world.scope({ cluster }) });
  };
  const by = (change: Partial<ClusterTarget>): ClusterTarget => ({
    id: 'eu',
    kind: 'cluster',
    url: world.server.url,
    authority: world.server.certificateAuthority,
    bearer: world.token,
    ...change,
  });

  test('a wrong token, a stranger and an authority of somebody else are unknown, each with what to do', async () => {
    const wrong = await asked(by({ bearer: 'canary-wrong-token' }));
    assert.deepEqual([wrong.check, wrong.verdict], ['pods', 'unknown']);
    assert.match(wrong.says, /does not know who we are/);
    assert.doesNotMatch(wrong.says, /canary/);
    const stranger = await asked(by({ bearer: world.server.token('stranger') }));
    assert.match(
      stranger.says,
      /^There are no pods.*|The permission to list pods in the namespace shop .* give stranger/,
    );
    const tls = await asked(by({ authority: undefined }));
    assert.equal(tls.verdict, 'unknown');
    assert.match(tls.says, /^TLS with the API server of the cluster eu .* failed/);
  });

  test('a kubeconfig leads to the cluster, in the context that is named', async () => {
    const found = await asked({
      id: 'eu',
      kind: 'cluster',
      kubeconfig: world.server.kubeconfig('admin'),
      context: 'admin',
    });
    assert.match(found.says, /^\d( of \d)? pods/);
    const refused = await asked({
      id: 'eu',
      kind: 'cluster',
      kubeconfig: world.server.kubeconfig('admin'),
      context: 'amin',
    });
    assert.equal(refused.verdict, 'unknown');
    assert.match(refused.says, /has no context "amin", but admin; did you mean "admin"\?/);
  });

  test('nothing listens: it fails to be tried again', async () => {
    await assert.rejects(asked(by({ url: `https://127.0.0.1:${await freePort()}` })), {
      type: 'TargetUnreachable',
      nonRetryable: false,
    });
  });

  test('an API server that goes silent fails to be tried again within 6 s, and is asked when it is back', async () => {
    const { pid } = world.server.processes['kube-apiserver'];
    process.kill(pid, 'SIGSTOP');
    try {
      const begun = Date.now();
      await assert.rejects(all.pods(), (error: Error & { type?: string }) => {
        assert.equal(error.type, 'TargetUnreachable');
        assert.match(error.message, /did not answer within 5 s/);
        return true;
      });
      assert.ok(Date.now() - begun < 8_000);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await world.eventually(all.services, ({ verdict }) => verdict === 'well');
  });
});
