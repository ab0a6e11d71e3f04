import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { kubernetesCertificateIssued } from '../../../activities/kubernetes/certificate-issued.ts';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import { type CertManager, certManagerOn } from '../../../servers/cert-manager.ts';
import { type Running, until } from '../../../servers/process.ts';
import { issuancesOf } from '../../../workflows/contract/issuances.ts';
import type { RenewCertificate } from '../../../workflows/contract/kubernetes-changes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { attempt } from '../postgres/world.ts';
import { authority, authorityCertificate, certificate, selfSigned } from './certificate-objects.ts';
import { Changes, terms } from './changes.ts';
import type { Manifest } from './objects.ts';
import { rights, startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane, 'cert-manager');
const place = '/apis/cert-manager.io/v1/namespaces/shop';

interface Shown {
  metadata: { uid: string };
  status: {
    revision?: number;
    notAfter?: string;
    conditions: { type: string; status: string; reason?: string }[];
  };
}

describe('renewing a certificate', { skip }, () => {
  let world: World;
  let changes: Changes;
  let manager: CertManager;
  let running: Running;
  let number = 0;
  /** Each test has a certificate of its own. */
  let name = '';

  before(async () => {
    world = await startWorld();
    changes = new Changes(world);
    manager = await certManagerOn(world.server);
    running = await manager.start();
    await world.apply(
      selfSigned('self-signed'),
      authorityCertificate('shop-ca'),
      authority('shop-ca', 'shop-ca'),
    );
  });
  beforeEach(async () => {
    number += 1;
    name = `tls-${number}`;
    await world.apply(certificate(name));
    await reaches(1);
  });
  after(() => world.stop());

  const shown = async () => (await world.server.ask('GET', `${place}/certificates/${name}`)) as Shown;
  const renewal = (): RenewCertificate => ({
    ...terms,
    name: 'renewCertificate',
    action: 'certificates.renew',
    target: { id: 'certificate', kind: 'certificate', namespace: 'shop', name },
    namespaces: [],
  });
  const asking = (...namespaces: string[]): RenewCertificate => ({
    ...renewal(),
    target: { id: 'shop', kind: 'namespace', name: 'shop' },
    namespaces,
  });
  /** The requests to the issuer: one for each time it was asked. */
  const requests = async () => {
    const { items } = (await world.server.ask('GET', `${place}/certificaterequests`)) as {
      items: { metadata: { ownerReferences: { name: string }[] } }[];
    };
    return items.filter(({ metadata }) => metadata.ownerReferences.some((owner) => owner.name === name))
      .length;
  };
  const reaches = (revision: number) =>
    until(
      async () => {
        const { status } = await shown();
        if (status === undefined) return false;
        const busy = status.conditions.some(({ type, status: is }) => type === 'Issuing' && is === 'True');
        return !busy && status.revision === revision && status.notAfter !== undefined;
      },
      { deadlineMs: 60_000 },
    );
  const patience = { every: 100, longest: 3_000 };
  const issued = (revision: number) => {
    const kubernetes = kubernetesClusters({ resolve: world.resolve });
    const question = { cluster: world.cluster, namespace: 'shop', name, revision };
    return attempt().run(kubernetesCertificateIssued(kubernetes, patience), question);
  };

  test('a plan shows revision, end and who signs; it changes nothing', async () => {
    const plan = await changes.plan(renewal());
    const { notAfter } = (await shown()).status;
    assert.deepEqual(
      plan?.targets.map(({ id, title, state: { uid: _, ...state } }) => ({ id, title, state })),
      [
        {
          id: `certificate shop/${name}`,
          title: `certificate ${name} in shop`,
          state: { revision: 1, 'not after': notAfter, issuer: 'Issuer shop-ca', secret: name },
        },
      ],
    );
    assert.deepEqual(plan.preview, [`cmctl renew ${name} -n shop`]);
    assert.equal(
      plan.observed,
      `${name} is at revision 1 and ends in 90 days (${notAfter}); the Issuer shop-ca issued it.`,
    );
    assert.equal(plan.predicted, 'The Issuer shop-ca (ca), which is ready, issues revision 2.');
    assert.equal(plan.undo, null);
    assert.equal(plan.inverse, undefined);
    assert.equal(await requests(), 1);
    assert.equal((await shown()).status.revision, 1);
  });

  test('approved, it is issued anew, once, and nothing is deleted', async () => {
    const given = changes.order(renewal(), await changes.plan(renewal()));
    const { metadata } = await shown();
    assert.deepEqual(await changes.rehearse(renewal(), given.plan), {
      outcome: 'would apply',
      says: [`certificate ${name} in shop: the server takes it (dry run)`],
    });
    const applied = await changes.apply(given);
    assert.deepEqual(
      applied.effects.map(({ outcome, says }) => [outcome, says]),
      [['done', `certificate ${name} in shop: cert-manager issues it anew, as revision 2`]],
    );
    const [question] = issuancesOf(renewal(), given.plan);
    assert.deepEqual(question, { namespace: 'shop', name, revision: 1 });
    const answer = await issued(1);
    assert.equal(answer.complete, true);
    assert.match(
      answer.says,
      new RegExp(`^The certificate ${name} is at revision 2, with the serial [0-9A-F]+, until 20.*Z\\.$`),
    );
    assert.equal((await shown()).metadata.uid, metadata.uid);

    const again = await changes.apply(given, { number: 2 });
    assert.deepEqual(
      again.effects.map(({ outcome }) => outcome),
      ['done'],
    );
    const first = await changes.apply(given);
    assert.deepEqual(
      first.effects.map(({ outcome }) => outcome),
      ['left alone'],
      'somebody had it issued since the plan',
    );
    assert.equal((await shown()).status.revision, 2);
    assert.equal(await requests(), 1, 'of the first revision nothing is kept, and there is no third');
  });

  test('while cert-manager is away it waits, says so, and a second order asks nothing twice', async () => {
    const given = changes.order(renewal(), await changes.plan(renewal()));
    await running.stop();
    try {
      await changes.apply(given);
      const { conditions } = (await shown()).status;
      assert.deepEqual(
        conditions.map(({ type, status, reason }) => [type, status, reason]),
        [
          ['Ready', 'True', 'Ready'],
          ['Issuing', 'True', 'ManuallyTriggered'],
        ],
      );
      const waiting = await issued(1);
      assert.equal(waiting.complete, false);
      assert.match(waiting.says, new RegExp(`^${name} is at revision 1 still, \\d+ s after`));
      const again = await changes.apply(given, { number: 2 });
      assert.deepEqual(
        again.effects.map(({ outcome }) => outcome),
        ['done'],
      );
      assert.equal(await changes.plan(renewal()), null, 'it is being issued already');
    } finally {
      running = await manager.start();
    }
    await reaches(2);
    assert.equal(await requests(), 1);
  });

  test('another issuer than the one before is shown, and one that comes after the plan is refused', async () => {
    const spec = { issuerRef: { name: 'self-signed', kind: 'Issuer' } };
    await running.stop();
    try {
      const given = changes.order(renewal(), await changes.plan(renewal()));
      await world.patch(`${place}/certificates/${name}`, { spec });
      const moved = `certificate ${name} in shop: issuer was Issuer shop-ca, and is now Issuer self-signed`;
      assert.deepEqual(await changes.compare(renewal(), given.plan), [moved]);
      const refused = await changes.apply(given);
      assert.ok(refused.outcome === 'refused');
      assert.deepEqual(refused.difference, [moved]);
      const plan = await changes.plan(renewal());
      assert.equal(
        plan?.predicted,
        'The Issuer self-signed (selfSigned), which is ready, issues revision 2: another issuer than before, which was the Issuer shop-ca.',
      );
    } finally {
      running = await manager.start();
    }
  });

  test('an issuer of the whole cluster is looked at, too, where Mayday may', async () => {
    await world.apply({
      ...selfSigned('everywhere'),
      kind: 'ClusterIssuer',
      metadata: { name: 'everywhere' },
    });
    const spec = { issuerRef: { name: 'everywhere', kind: 'ClusterIssuer' } };
    await world.patch(`${place}/certificates/${name}`, { spec });
    await reaches(2);
    const ready = async () => (await changes.plan(renewal()))?.predicted;
    await until(
      async () =>
        (await ready()) === 'The ClusterIssuer everywhere (selfSigned), which is ready, issues revision 3.',
      { deadlineMs: 60_000 },
    );
    const binding = (await rights()).find(
      ({ kind, metadata }) => kind === 'ClusterRoleBinding' && metadata.name === 'mayday-cluster-issuers',
    );
    const bindings = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings';
    await world.server.ask('DELETE', `${bindings}/mayday-cluster-issuers`);
    try {
      const says =
        /^The permission to get clusterissuers\.cert-manager\.io in all of the cluster eu is missing/;
      await until(async () => says.test(await changes.refusal(renewal()).catch(() => '')), {
        deadlineMs: 60_000,
      });
    } finally {
      await world.server.ask('POST', bindings, binding);
    }
  });

  test('an issuer that is missing or not ready is refused, with what is wrong with it', async () => {
    await world.apply(authority('lost-ca', 'no-such-secret'));
    await running.stop();
    try {
      await world.patch(`${place}/certificates/${name}`, { spec: { issuerRef: { name: 'nobody' } } });
      assert.equal(
        await changes.refusal(renewal()),
        `The certificate ${name} in shop would not be issued: its Issuer nobody does not exist.`,
      );
      await world.patch(`${place}/certificates/${name}`, { spec: { issuerRef: { name: 'lost-ca' } } });
      assert.match(
        await changes.refusal(renewal()),
        /would not be issued: its Issuer lost-ca is not ready \(.*\)\.$/,
      );
    } finally {
      running = await manager.start();
    }
  });

  test('an issuer that is lost after the approval is refused, and nothing is asked of it', async () => {
    const own = `ca-${number}`;
    await world.apply(authority(own, 'shop-ca'));
    await world.patch(`${place}/certificates/${name}`, { spec: { issuerRef: { name: own } } });
    await reaches(2);
    await until(async () => (await changes.plan(renewal())) !== null, { deadlineMs: 60_000 });
    const given = changes.order(renewal(), await changes.plan(renewal()));
    await world.server.ask('DELETE', `${place}/issuers/${own}`);
    const refused = await changes.apply(given);
    assert.ok(refused.outcome === 'refused');
    assert.match(refused.because, new RegExp(`its Issuer ${own} does not exist`));
    assert.equal((await shown()).status.revision, 2);
  });

  test('a certificate that people name: in the namespaces of the catalogue only, with those that there are', async () => {
    const plan = await changes.plan(asking('shop'), { certificate: name });
    assert.deepEqual(plan?.preview, [`cmctl renew ${name} -n shop`]);
    const named = await changes.plan(asking('shop', 'other'), {
      certificate: ` ${name} `,
      namespace: 'shop',
    });
    assert.equal(named?.targets[0]?.id, `certificate shop/${name}`);
    assert.equal(
      await changes.refusal(asking('shop'), { certificate: name, namespace: 'kube-system' }),
      'The catalogue does not name the namespace "kube-system", but shop.',
    );
    assert.match(
      await changes.refusal(asking('shop'), { certificate: `${name}x` }),
      new RegExp(`has no certificate "${name}x", but .*; did you mean "${name}"\\?`),
    );
  });

  test('without any one of its rights the permission that is missing is named', async () => {
    const role = (await rights()).find(
      ({ kind, metadata }) => kind === 'Role' && metadata.name === 'mayday-certificates',
    ) as Manifest & { rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[] };
    const singles = role.rules.flatMap(({ apiGroups, resources, verbs }) =>
      resources.flatMap((resource) =>
        verbs.map((verb) => ({ apiGroups, resources: [resource], verbs: [verb] })),
      ),
    );
    assert.equal(singles.length, 5);
    const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles/mayday-certificates';
    // Asked only to tell which certificates there are, or by the check of all of them.
    const others = ['list certificates'];
    try {
      for (const without of singles) {
        const [verb, resource] = [String(without.verbs[0]), String(without.resources[0])];
        if (others.includes(`${verb} ${resource}`)) continue;
        await world.server.ask('PUT', roles, { ...role, rules: singles.filter((rule) => rule !== without) });
        const says = `The permission to ${verb} ${resource}.cert-manager.io in the namespace shop of the cluster eu is missing`;
        await until(async () => (await changes.refusal(renewal())).startsWith(says), {
          deadlineMs: 60_000,
        });
      }
    } finally {
      await world.server.ask('PUT', roles, role);
    }
    await until(async () => (await changes.plan(renewal())) !== null, { deadlineMs: 60_000 });
  });

  test('one that an issuer refuses is not issued, with what the issuer says', async () => {
    await running.stop();
    try {
      const given = changes.order(renewal(), await changes.plan(renewal()));
      await changes.apply(given);
      const { status } = await shown();
      const failed = {
        type: 'Issuing',
        status: 'False',
        reason: 'Failed',
        message: 'The authority said no.',
      };
      const ready = status.conditions.filter(({ type }) => type === 'Ready');
      const at = { lastTransitionTime: new Date().toISOString() };
      await world.patch(`${place}/certificates/${name}/status`, {
        status: { conditions: [...ready, { ...failed, ...at }] },
      });
      assert.deepEqual(await issued(1), {
        complete: false,
        says: `${name} was not issued: The authority said no.`,
      });
    } finally {
      running = await manager.start();
    }
  });
});
