import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import type { Access } from '../../../activities/mitigations/actions.ts';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { jobName } from '../../../activities/scripts/job-spec.ts';
import { runScript } from '../../../activities/scripts/run-script.ts';
import { catalogueScripts, type Scripts } from '../../../activities/scripts/scripts.ts';
import type { Finding } from '../../../workflows/contract/findings.ts';
import { effectKey } from '../../../workflows/contract/keys.ts';
import type { Applied } from '../../../workflows/contract/plans.ts';
import type { RunScript, ScriptProfile } from '../../../workflows/contract/scripts.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { type ApplyOrder, deps, order } from '../postgres/approval.ts';
import { attempt } from '../postgres/world.ts';
import { running } from '../scripts/world.ts';
import { missing } from './missing-right.ts';
import { startWorld, type World } from './world.ts';

const skip = await unavailable(...controlPlane);

interface Job {
  metadata: { name: string; annotations: Record<string, string> };
  spec: {
    backoffLimit: number;
    activeDeadlineSeconds: number;
    template: {
      spec: { restartPolicy: string; automountServiceAccountToken: boolean; containers: object[] };
    };
  };
}

describe('scripts as Jobs', { skip }, () => {
  let world: World;
  let scripts: Scripts;
  let access: Access;
  before(async () => {
    world = await startWorld();
    const kubernetes = kubernetesClusters({ resolve: world.resolve });
    scripts = catalogueScripts(world.resolve, kubernetes);
    access = { scripts } as Partial<Access> as Access;
  });
  after(() => world.stop());

  const script = (tag: string, change: Partial<ScriptProfile> = {}): ScriptProfile => ({
    name: 'locks',
    title: 'Locks',
    program: './locks.sh',
    words: [{ text: 'production' }, { text: 'a b; $(c)' }],
    asks: [],
    in: {
      kind: 'job',
      cluster: world.cluster,
      namespace: 'shop',
      image: `tools:${tag}`,
      folder: '/app',
      environment: { STAGE: 'live' },
      secrets: ['tools'],
    },
    timeout: 30_000,
    risk: 'observe',
    ...change,
  });
  let asked = 0;
  /** Each look is an activity of its own. */
  function look(of: ScriptProfile): Promise<Finding> {
    asked += 1;
    const info = { activityId: String(asked), scheduledTimestampMs: Date.now() };
    return new MockActivityEnvironment(info).run(runScript(scripts), { script: of });
  }
  async function approved(mitigation: RunScript): Promise<ApplyOrder> {
    const proposal = await attempt().run(planMitigation(access), { mitigation });
    assert.ok(proposal);
    return order(mitigation, proposal);
  }
  const apply = (given: ApplyOrder, number = 1): Promise<Applied> =>
    attempt({ number }).run(applyPlan(deps, access), given);
  const jobs = async (): Promise<Job[]> =>
    ((await world.server.ask('GET', '/apis/batch/v1/namespaces/shop/jobs')) as { items: Job[] }).items;
  const nameOf = ({ keyId, plan }: ApplyOrder) =>
    jobName(effectKey(keyId, plan.hash, plan.targets[0]?.id ?? ''));

  test('a look is well or sick by the exit code of its container, with the end of its log', async () => {
    await world.server.writeLog('script', [
      { at: new Date(), text: 'asking' },
      { at: new Date(), text: '2 waiting, password=canary-9' },
    ]);
    const well = await look(script('completes'));
    assert.equal(well.verdict, 'well');
    assert.match(well.says, /^Locks: exit code 0 after .*: 2 waiting, password=\*\*\*\.$/);
    const sick = await look(script('fails'));
    assert.equal(sick.verdict, 'sick');
    assert.match(sick.says, /^Locks: exit code 3 after /);
  });

  test('one whose image cannot be had ran nothing, and says why', async () => {
    const found = await look(script('missing', { timeout: 3_000 }));
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, /^Locks: it could not be started \(ImagePullBackOff/);
  });

  test('one that takes too long is ended by its deadline', async () => {
    const found = await look(script('1', { timeout: 3_000 }));
    assert.equal(found.verdict, 'unknown');
    assert.match(found.says, /did not come to its end within/);
  });

  test('a plan is tried by the server and makes nothing', async () => {
    const before = (await jobs()).length;
    const given = await approved(running(script('completes')));
    assert.deepEqual(given.plan.preview, ["./locks.sh production 'a b; $(c)'"]);
    assert.match(
      given.plan.predicted,
      /^It runs once, as a Job in the namespace shop, in the image tools:completes/,
    );
    assert.equal((await jobs()).length, before);
  });

  test('approved, it is one Job of one pod, named by the effect, with its words as they are', async () => {
    const given = await approved(running(script('completes')));
    const applied = await apply(given);
    assert.equal(applied.outcome, 'applied');
    const job = (await jobs()).find(({ metadata }) => metadata.name === nameOf(given));
    assert.deepEqual(
      [job?.spec.backoffLimit, job?.spec.activeDeadlineSeconds, job?.spec.template.spec.restartPolicy],
      [0, 30, 'Never'],
    );
    assert.equal(job?.spec.template.spec.automountServiceAccountToken, false);
    const [container] = job?.spec.template.spec.containers ?? [];
    assert.deepEqual((container as { command: string[] }).command, ['./locks.sh', 'production', 'a b; $(c)']);
    assert.deepEqual((container as { workingDir: string }).workingDir, '/app');
  });

  test('tried again after its answer was lost, it is read and not made again', async () => {
    const given = await approved(running(script('1', { name: 'again', timeout: 6_000 })));
    const lost = apply(given).catch((error: Error) => error);
    for (
      let i = 0;
      i < 50 && !(await jobs()).some(({ metadata }) => metadata.name === nameOf(given));
      i += 1
    ) {
      await sleep(100);
    }
    const before = await jobs();
    const second = await apply(given, 2).catch((error: Error) => error);
    assert.ok(second instanceof ApplicationFailure);
    assert.match(second.message, /did not come to its end within/);
    assert.match(((await lost) as Error).message, /did not come to its end within/);
    assert.deepEqual(
      (await jobs()).map(({ metadata }) => metadata.name).sort(),
      before.map(({ metadata }) => metadata.name).sort(),
    );
  });

  test('tried again while everything is frozen, it makes nothing, and what was begun is still read', async () => {
    const freezes = { inForce: async () => ({ by: 'ann', reason: 'x', since: '' }) as never };
    const frozen = (given: ApplyOrder) =>
      attempt({ number: 2 }).run(applyPlan({ ...deps, freezes }, access), given);
    const never = await approved(running(script('completes', { name: 'never' })));
    assert.equal((await frozen(never)).outcome, 'refused');
    assert.ok(!(await jobs()).some(({ metadata }) => metadata.name === nameOf(never)));
    const begun = await approved(running(script('completes', { name: 'begun' })));
    await apply(begun);
    assert.equal((await frozen(begun)).outcome, 'applied');
  });

  test('one that failed is for people to look at', async () => {
    const given = await approved(running(script('fails', { name: 'failing' })));
    await assert.rejects(apply(given), /Locks: exit code 3 after/);
  });

  test('without the right to make or read Jobs it says which is missing', async () => {
    const plan = async () => {
      await approved(running(script('completes')));
      return 'planned';
    };
    await missing(world, 'create', 'jobs', plan);
    await missing(world, 'get', 'jobs', async () => (await look(script('completes'))).says);
  });
});
