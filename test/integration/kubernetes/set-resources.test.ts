import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { SetResources } from '../../../workflows/contract/kubernetes-changes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { Changes, terms } from './changes.ts';
import { missing } from './missing-right.ts';
import { claim, deployment, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

interface Container {
  name: string;
  resources: { limits?: Record<string, string>; requests?: Record<string, string> };
}

describe('setting limits on a real control plane', { skip }, () => {
  let world: World;
  let changes: Changes;
  before(async () => {
    world = await startWorld();
    changes = new Changes(world);
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  const place = '/apis/apps/v1/namespaces/shop/deployments/backend';
  const to = (limits: SetResources['limits'], more: Partial<SetResources> = {}): SetResources => ({
    ...terms,
    name: 'raiseMemory',
    action: 'kubernetes.setResources',
    target: workload('backend'),
    limits,
    ceilings: { memory: '8Gi', cpu: '4' },
    ...more,
  });
  const container = async () => {
    const { spec } = (await world.server.ask('GET', place)) as {
      spec: { template: { spec: { containers: [Container, ...Container[]] } } };
    };
    return spec.template.spec.containers[0];
  };
  const withLimits = (
    limits: Record<string, string>,
    requests: Record<string, string> = { memory: '256Mi' },
  ) => world.apply(deployment('backend', { replicas: 2, limits, requests }));

  test('a plan shows limits of now and then; approved they are set once, and taken back', async () => {
    await withLimits({ memory: '512Mi' });
    const wanted = to({ memory: '1Gi', cpu: '1' });
    const plan = await changes.plan(wanted);
    assert.ok(plan);
    const { targets, ...shown } = plan;
    assert.deepEqual(shown, {
      preview: ['kubectl set resources deployment/backend -c=app --limits=memory=1Gi,cpu=1 -n shop'],
      observed: 'The container app of backend has a limit of 512Mi of memory and no limit of cpu.',
      predicted: 'Afterwards it has a limit of 1Gi of memory and a limit of 1 of cpu.',
      blastRadius:
        '2 pods of backend are replaced, one after the other. Until now nothing limits its cpu: a pod that wants more gets less. It requests no cpu, so a node needs room for all of the limit.',
      undo: 'kubectl set resources deployment/backend -c=app --limits=memory=512Mi,cpu=0 -n shop',
      inverse: { memory: '512Mi', cpu: null },
    });
    assert.deepEqual((await container()).resources.limits, { memory: '512Mi' });

    const given = changes.order(wanted, plan);
    assert.equal((await changes.rehearse(wanted, given.plan)).outcome, 'would apply');
    await changes.apply(given);
    const again = await changes.apply(given, { number: 2 });
    assert.deepEqual(
      again.effects.map(({ outcome }) => outcome),
      ['done'],
    );
    assert.deepEqual((await container()).resources, {
      limits: { memory: '1Gi', cpu: '1' },
      requests: { memory: '256Mi' },
    });
    assert.equal(await changes.plan(wanted), null);

    const undo = await changes.planUndo(wanted, plan);
    assert.equal(undo?.changedSince, undefined);
    await changes.apply(changes.order(wanted, undo, plan.inverse, 1));
    assert.deepEqual((await container()).resources.limits, { memory: '512Mi' });
  });

  test('an answer of people stands in for what the catalogue leaves open, up to its ceiling', async () => {
    await withLimits({ memory: '512Mi' });
    const plan = await changes.plan(to({}), { memory: '2Gi' });
    assert.match(plan?.predicted ?? '', /a limit of 2Gi of memory/);
    assert.match(
      await changes.refusal(to({}), { memory: '9Gi' }),
      /^memory takes at most 8Gi, the ceiling of the catalogue \(policy\.ceilings\.memory\): 9Gi is more\.$/,
    );
    assert.match(await changes.refusal(to({}), { cpu: '4100m' }), /^cpu takes at most 4,/);
  });

  test('it only raises, and never below what is requested', async () => {
    await withLimits({ memory: '2Gi' });
    assert.match(
      await changes.refusal(to({ memory: '1Gi' })),
      /has a limit of 2Gi of memory: 1Gi would lower it, and this only raises/,
    );
    assert.equal(await changes.plan(to({ memory: '2048Mi' })), null);
    await withLimits({}, { memory: '3Gi' });
    assert.match(
      await changes.refusal(to({ memory: '1Gi' })),
      /requests 3Gi of memory: a limit of 1Gi would be below that/,
    );
  });

  test('of several containers one must be named, and must be there', async () => {
    const two = deployment('backend') as unknown as {
      spec: { template: { spec: { containers: object[] } } };
    } & ReturnType<typeof deployment>;
    two.spec.template.spec.containers.push({ name: 'proxy', image: 'shop/proxy:1' });
    await world.apply(two);
    const memory = { memory: '1Gi' };
    assert.match(await changes.refusal(to(memory)), /several containers: write which one .* app or proxy/);
    assert.match(
      await changes.refusal(to(memory, { container: 'prxy' })),
      /no container "prxy", but app and proxy; did you mean "proxy"\?/,
    );
    const ofCatalogue = { ...workload('backend'), containers: ['proxy'] };
    const plan = await changes.plan(to(memory, { target: ofCatalogue }));
    assert.match(plan?.preview[0] ?? '', /-c=proxy/);
    await changes.apply(changes.order(to(memory, { target: ofCatalogue }), plan));
    assert.deepEqual((await container()).resources, {}, 'the other one is left alone');
  });

  test('a limit that somebody set since the plan is not overwritten; one set since it was applied is said', async () => {
    await withLimits({ memory: '512Mi' });
    const plan = await changes.plan(to({ memory: '1Gi' }));
    assert.ok(plan);
    const given = changes.order(to({ memory: '1Gi' }), plan);
    await withLimits({ memory: '768Mi' });
    const refused = await changes.apply(given);
    assert.ok(refused.outcome === 'refused');
    assert.deepEqual(refused.difference, [
      'deployment backend in shop: its pod template is not the one it was',
      'deployment backend in shop: limit of memory was 512Mi, and is now 768Mi',
    ]);
    const undo = await changes.planUndo(to({ memory: '1Gi' }), plan);
    assert.equal(undo?.changedSince, true);
  });

  test('of a data store it says so, and that a volume may keep new pods waiting; of one pod only it is refused', async () => {
    const memory = to({ memory: '1Gi' });
    await world.apply(
      claim('data', 'standard'),
      deployment('backend', { claim: 'data', image: 'postgres:15' }),
    );
    const plan = await changes.plan(memory);
    assert.match(plan?.blastRadius ?? '', /^It restarts 1 pod of a data store \(runs postgres\)\. 1 pod of/);
    assert.match(
      plan?.blastRadius ?? '',
      /One node at a time may use the volume data: a new pod on another node waits/,
    );
    await world.patch(place, { spec: { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } } });
    assert.doesNotMatch((await changes.plan(memory))?.blastRadius ?? '', /One node at a time/);
    const narrow = claim('narrow', 'standard');
    (narrow.spec as { accessModes: string[] }).accessModes = ['ReadWriteOncePod'];
    await world.apply(narrow, deployment('backend', { claim: 'narrow' }));
    assert.match(
      await changes.refusal(memory),
      /^One pod at a time may use the volume narrow \(ReadWriteOncePod\), .* Set its strategy to Recreate first\.$/,
    );
    await world.patch(place, { spec: { strategy: { type: 'Recreate', rollingUpdate: null } } });
    assert.match(
      (await changes.plan(memory))?.blastRadius ?? '',
      /1 pod of backend is ended before new ones start/,
    );
  });

  test('a crash loop that writes status leaves the plan as it is', async () => {
    await world.apply(
      deployment('backend', { image: 'shop/backend:out-of-memory', limits: { memory: '64Mi' } }),
    );
    const given = changes.order(to({ memory: '1Gi' }), await changes.plan(to({ memory: '1Gi' })));
    await world.eventually(world.ask().pods, ({ verdict }) => verdict === 'sick');
    assert.deepEqual(await changes.compare(to({ memory: '1Gi' }), given.plan), []);
    assert.equal((await changes.apply(given)).outcome, 'applied');
  });

  test('without the right to change it, the plan says which one is missing', async () => {
    await withLimits({ memory: '512Mi' });
    await missing(world, 'patch', 'deployments', () => changes.refusal(to({ memory: '1Gi' })));
  });
});
