import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import type { AnnotateIngress } from '../../../workflows/contract/kubernetes-changes.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { Changes, terms } from './changes.ts';
import { missing } from './missing-right.ts';
import { ingress } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

describe('annotating an ingress on a real control plane', { skip }, () => {
  let world: World;
  let changes: Changes;
  before(async () => {
    world = await startWorld();
    changes = new Changes(world);
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  const place = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses/api';
  const limit = 'nginx.ingress.kubernetes.io/limit-rps';
  const raise: AnnotateIngress = {
    ...terms,
    name: 'raiseRateLimit',
    action: 'kubernetes.annotateIngress',
    target: { id: 'apiIngress', kind: 'ingress', namespace: 'shop', name: 'api' },
    values: { [limit]: '200' },
  };
  const annotations = async () =>
    ((await world.server.ask('GET', place)) as { metadata: { annotations?: Record<string, string> } })
      .metadata.annotations;
  const annotate = (values: Record<string, string | null>) =>
    world.patch(place, { metadata: { annotations: values } });

  test('a plan shows the annotation as it is; approved it is done once, and taken back to none', async () => {
    await world.apply(ingress('api', 'backend'));
    await annotate({ kept: 'yes' });
    const plan = await changes.plan(raise);
    const { uid, ...state } = plan?.targets[0]?.state ?? {};
    assert.match(String(uid), /^[0-9a-f-]{36}$/);
    assert.deepEqual(
      { ...plan, targets: state },
      {
        targets: { [`annotation ${limit}`]: null },
        preview: [`kubectl annotate ingress api -n shop --overwrite ${limit}=200`],
        observed: `On api ${limit} is not set; its class is the default one.`,
        predicted:
          'The controller of that class takes it over without a restart, if it knows the annotation.',
        blastRadius: 'Every request to shop.example.',
        undo: `kubectl annotate ingress api -n shop --overwrite ${limit}-`,
        inverse: { [limit]: null },
      },
    );
    const given = changes.order(raise, plan);
    assert.deepEqual(await changes.rehearse(raise, given.plan), {
      outcome: 'would apply',
      says: ['ingress api in shop: the server takes it (dry run)'],
    });
    assert.deepEqual(await annotations(), { kept: 'yes' });
    for (const number of [1, 2]) {
      const { effects } = await changes.apply(given, { number });
      assert.deepEqual(
        effects.map(({ outcome }) => outcome),
        ['done'],
      );
    }
    assert.deepEqual(await annotations(), { kept: 'yes', [limit]: '200' });
    assert.equal(await changes.plan(raise), null);

    const undo = await changes.planUndo(raise, plan as NonNullable<typeof plan>);
    assert.deepEqual(undo?.preview, [`kubectl annotate ingress api -n shop --overwrite ${limit}-`]);
    await changes.apply(changes.order(raise, undo, plan?.inverse, 1));
    assert.deepEqual(await annotations(), { kept: 'yes' });
  });

  test('what somebody wrote since the plan is not overwritten, and said before it is taken back', async () => {
    await world.apply(ingress('api', 'backend'));
    await annotate({ [limit]: '100' });
    const proposal = await changes.plan(raise);
    const given = changes.order(raise, proposal);
    await annotate({ [limit]: '50' });
    const refused = await changes.apply(given);
    assert.ok(refused.outcome === 'refused');
    assert.deepEqual(refused.difference, [`ingress api in shop: annotation ${limit} was 100, and is now 50`]);
    assert.deepEqual(await annotations(), { [limit]: '50' });
    const undo = await changes.planUndo(raise, proposal as NonNullable<typeof proposal>);
    assert.match(undo?.observed ?? '', /somebody has changed ingress api in shop since/);
  });

  test('a missing one is said with those there are; without a right the plan says which is missing', async () => {
    await world.apply(ingress('api', 'backend'));
    const other = { ...raise, target: { ...raise.target, name: 'apis' } };
    assert.match(await changes.refusal(other), /no ingress "apis", but api; did you mean "api"\?/);
    for (const verb of ['get', 'patch']) {
      await missing(world, verb, 'ingresses', () => changes.refusal(raise));
    }
  });
});
