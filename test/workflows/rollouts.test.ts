import assert from 'node:assert/strict';
import { proposeSignal, takeOverSignal } from '../../workflows/contract/messages.ts';
import type { Play } from '../harness/play.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';
import { ready } from '../harness/world-workloads.ts';

const by = { name: 'bob', door: 'cli' } as const;

/** The demo with a deployment that can be scaled. */
const edit = (file: string) =>
  file.replace('targets:\n', '$&  backend: { kind: deployment, namespace: shop, name: backend }\n').replace(
    'mitigations:\n',
    `$&  scaleBackend:
    title: Scale the backend
    action: kubernetes.scale
    target: backend
    replicas: 3
    risk: reversible
    improves: { metric: podsReady }
`,
  );

/** An incident in which plan 2, a scaling that somebody proposed, has been done. */
async function scaled(stage: Stage): Promise<Play> {
  const incident = await stage.alert();
  await incident.asked();
  await incident.send(proposeSignal, { by, mitigation: 'scaleBackend' });
  await incident.asked(2);
  await incident.approve('alice');
  await incident.until('plan 2 is applied', ({ inEffect }) => inEffect.length === 1);
  return incident;
}

const told = async (incident: Play) => {
  const kinds = ['applied', 'rolled out', 'not rolled out', 'improved', 'not improved', 'well'];
  return (await incident.timeline()).flatMap(({ fact }) => (kinds.includes(fact.kind) ? fact.kind : []));
};

story(
  'a rollout that will not get ready did not help: its undo is offered, and waited for, too',
  async (stage) => {
    stage.world.workloads.rollout = { complete: false, says: 'backend: shop/backend-1 ImagePullBackOff.' };
    const incident = await scaled(stage);
    const { pending } = await incident.asked(3);
    assert.deepEqual([pending?.undoes, pending?.mitigation], [2, 'scaleBackend']);
    assert.deepEqual(await told(incident), ['applied', 'not rolled out']);
    assert.ok(
      stage.said.some(
        ({ text }) => text === 'Plan 2 is not rolled out: backend: shop/backend-1 ImagePullBackOff.',
      ),
    );
    await incident.approve('alice');
    await incident.until('nothing is left', ({ waitingFor }) => waitingFor === 'people');
    assert.equal(stage.world.workloads.replicas.get('backend'), 1);
    assert.deepEqual(await told(incident), ['applied', 'not rolled out', 'applied', 'not rolled out']);
    assert.equal((await incident.plans()).length, 3, 'an undo has no undo');
    await incident.resolve('bob', 'fixed', 'by hand');
    assert.equal((await incident.result()).phase, 'resolved');
  },
  { edit },
);

story(
  'a change has helped once it is rolled out and its pods stay ready for so many readings',
  async (stage) => {
    stage.world.workloads.missing = 2;
    stage.world.workloads.rollout = 'under way';
    const incident = await scaled(stage);
    stage.world.idle.clear();
    assert.deepEqual(await told(incident), ['applied'], 'it is waited for');
    stage.world.workloads.rollout = ready;
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual((await told(incident)).slice(0, 4), ['applied', 'rolled out', 'improved', 'well']);
    const [improved] = await incident.facts('improved');
    assert.equal(improved?.says, '3 of 3 pods are ready.');
    const times = (await incident.timeline()).flatMap(({ fact, at }) =>
      ['rolled out', 'improved'].includes(fact.kind) ? Date.parse(at) : [],
    );
    assert.ok(
      Number(times[1]) - Number(times[0]) >= 40_000,
      'two bad readings and three good ones, 10 s apart',
    );
  },
  { edit },
);

story(
  'who takes over waits for no rollout, and neither does what somebody proposes',
  async (stage) => {
    stage.world.workloads.rollout = 'under way';
    const incident = await scaled(stage);
    await incident.send(proposeSignal, { by, mitigation: 'terminateIdleSessions' });
    const { pending } = await incident.asked(3);
    assert.equal(pending?.mitigation, 'terminateIdleSessions');
    await incident.reject('alice', 'one more pod');
    await incident.until('nothing is left', ({ waitingFor }) => waitingFor === 'people');
    stage.world.workloads.replicas.set('backend', 2);
    await incident.send(proposeSignal, { by, mitigation: 'scaleBackend' });
    await incident.asked(4);
    await incident.approve('alice');
    await incident.until('plan 4 is applied', ({ inEffect }) => inEffect.length === 2);
    await incident.send(takeOverSignal, { by });
    await incident.until('bob works by hand', ({ waitingFor }) => /bob/.test(waitingFor));
    assert.deepEqual(await incident.facts('rolled out'), []);
    stage.world.workloads.rollout = ready;
    await incident.resolve('bob', 'fixed', 'by hand');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(await incident.facts('rolled out'), [], 'nobody waits for it any more');
  },
  { edit },
);

story(
  'a resolve ends the wait for a rollout',
  async (stage) => {
    stage.world.workloads.rollout = 'under way';
    const incident = await scaled(stage);
    await incident.resolve('bob', 'fixed', 'it is quiet');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual(await told(incident), ['applied']);
  },
  { edit },
);

story(
  'when a worker dies while it waits for a rollout, another one goes on waiting',
  async (stage) => {
    stage.world.workloads.losesWaiter = true;
    const incident = await scaled(stage);
    stage.world.idle.clear();
    assert.equal((await incident.result()).phase, 'resolved');
    assert.deepEqual((await told(incident)).slice(0, 3), ['applied', 'rolled out', 'improved']);
  },
  { edit },
);
