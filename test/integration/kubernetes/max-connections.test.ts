import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import type { OwnWorkload } from '../../../activities/kubernetes/own-workloads.ts';
import { kubernetesRolledOut } from '../../../activities/kubernetes/rolled-out.ts';
import { actions } from '../../../activities/mitigations/actions.ts';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { rehearsePlan } from '../../../activities/mitigations/rehearse-plan.ts';
import type { SetMaxConnections } from '../../../workflows/contract/databases.ts';
import { targetIds } from '../../../workflows/contract/mitigations.ts';
import type { Applied, PlanParameters, Proposal } from '../../../workflows/contract/plans.ts';
import { rolloutsOf } from '../../../workflows/contract/rollouts.ts';
import { controlPlane, unavailable } from '../../harness/servers.ts';
import { type ApplyOrder, deps, order } from '../postgres/approval.ts';
import { raiseMaxConnections } from '../postgres/mitigation.ts';
import {
  accessTo,
  asAdmin,
  attempt,
  type World as Database,
  noServerOfOurOwn,
  startWorld as startDatabase,
} from '../postgres/world.ts';
import { missing } from './missing-right.ts';
import { statefulSet, workload } from './objects.ts';
import { startWorld, type World } from './world.ts';

const skip = (await noServerOfOurOwn()) || (await unavailable(...controlPlane));

describe('raising max_connections with the restart of what the server runs on', { skip }, () => {
  let world: World;
  let database: Database;
  before(async () => {
    [world, database] = await Promise.all([startWorld(), startDatabase({ inFile: { max_connections: 20 } })]);
  });
  afterEach(async () => {
    await world.empty();
    await admin('ALTER SYSTEM RESET max_connections');
    await database.server.restart();
  });
  after(() => Promise.all([world.stop(), database.stop()]));

  const admin = (statement: string) =>
    asAdmin(database.server.url, async (client) => (await client.query(statement)).rows);
  const running = async () => Number((await admin('SHOW max_connections'))[0].max_connections);
  const place = '/apis/apps/v1/namespaces/shop/statefulsets/postgresql';
  const generation = async () =>
    ((await world.server.ask('GET', place)) as { metadata: { generation: number } }).metadata.generation;

  const access = (ownWorkloads: OwnWorkload[] = []) => ({
    ...accessTo(database.postgres),
    kubernetes: kubernetesClusters({ resolve: world.resolve, ownWorkloads }),
  });

  const mitigation = (change: Partial<SetMaxConnections> = {}): SetMaxConnections => ({
    ...raiseMaxConnections(database.target()),
    cluster: world.cluster,
    restarts: [workload('postgresql', 'statefulSet')],
    ...change,
  });

  /** The same, while nothing listens where the server was. */
  const away = (url: URL) => {
    url.port = '1';
  };

  async function postgresql(limit = '1Gi'): Promise<void> {
    const manifest = statefulSet('postgresql', 'postgres:18');
    const { template } = manifest.spec as { template: { spec: { containers: object[] } } };
    template.spec.containers = [{ ...template.spec.containers[0], resources: { limits: { memory: limit } } }];
    await world.apply(manifest);
    await world.eventually(world.ask().pods, ({ says }) => says.startsWith('1 pod'));
  }

  function plan(of = mitigation(), parameters?: PlanParameters, undoes?: number): Promise<Proposal | null> {
    const before = undoes === undefined ? undefined : { plan: undoes, parameters: {} };
    return attempt().run(planMitigation(access()), { mitigation: of, parameters, before });
  }

  async function approved(parameters?: PlanParameters, undoes?: number): Promise<ApplyOrder> {
    const proposal = await plan(mitigation(), parameters, undoes);
    assert.ok(proposal);
    const given = order(mitigation(), proposal, {}, parameters);
    return { ...given, plan: { ...given.plan, undoes } };
  }

  const apply = (given: ApplyOrder, number = 1, done: string[] = []): Promise<Applied> =>
    attempt({ number, details: { done } }).run(applyPlan(deps, access()), given);

  const outcomes = ({ effects }: Applied) => effects.map(({ target, outcome }) => `${target}: ${outcome}`);
  const both = ['max_connections: done', 'stateful set postgresql: done'];

  test('a plan has both, what memory there is, and that a data store restarts', async () => {
    await postgresql();
    const proposal = await plan();
    assert.deepEqual(proposal?.preview, [
      'ALTER SYSTEM SET max_connections = 40;',
      'kubectl rollout restart statefulset/postgresql -n shop',
    ]);
    assert.match(proposal.predicted, /^From the restart on it lets 40 in, 35 of them for applications\./);
    assert.match(proposal.predicted, /; the container app of postgresql may have 1Gi\./);
    assert.match(proposal.blastRadius, /It restarts 1 pod of a data store \(runs postgres\)\./);
    assert.equal(
      proposal.undo,
      'ALTER SYSTEM RESET max_connections; kubectl rollout restart statefulset/postgresql -n shop',
    );
    assert.deepEqual(proposal.inverse, { max_connections: null });
    assert.equal(await generation(), 1);
  });

  test('approved it is written and restarted once, waited for, and taken back with another restart', async () => {
    await postgresql();
    const given = await approved();
    const rehearsed = await attempt().run(rehearsePlan(access()), given);
    assert.deepEqual(rehearsed.outcome === 'would apply' ? rehearsed.says.length : rehearsed, 2);
    assert.deepEqual(outcomes(await apply(given)), both);
    assert.equal(await generation(), 2);
    await database.server.restart();
    assert.equal(await running(), 40);
    assert.deepEqual(outcomes(await apply(given, 2)), both);
    assert.equal(await generation(), 2, 'not twice');
    const [question] = rolloutsOf(given.mitigation, given.plan);
    assert.deepEqual(question?.workloads, [workload('postgresql', 'statefulSet')]);
    const rollout = await attempt().run(kubernetesRolledOut(access().kubernetes), question);
    assert.equal(rollout.complete, true, rollout.says);
    assert.deepEqual(targetIds(given.mitigation), ['postgresql', 'shop-db'], 'both are leased');

    assert.equal(await plan(), null);
    assert.deepEqual(outcomes(await apply(await approved(given.plan.inverse, 1))), both);
    assert.equal(await generation(), 3);
    await database.server.restart();
    assert.equal(await running(), 20);
  });

  test('killed between the two, the next attempt restarts, and writes nothing anew', async () => {
    await postgresql();
    const given = await approved();
    await admin('ALTER SYSTEM SET max_connections = 40');
    assert.deepEqual(outcomes(await apply(given, 2, ['max_connections'])), both);
    assert.equal(await generation(), 2);
  });

  test('tried again while the server is down for our restart, both are done; while it is down for another reason, it waits', async () => {
    await postgresql();
    const given = await approved();
    const down = { ...given, mitigation: mitigation({ target: database.target('postgres', away) }) };
    await assert.rejects(apply(down, 2), { type: 'TargetUnreachable', nonRetryable: false });
    assert.equal(await generation(), 1);
    await apply(given);
    assert.deepEqual(outcomes(await apply(down, 2)), both);
    assert.equal(await generation(), 2);
  });

  test('halted between the two it says what is written; taking that back needs no restart', async () => {
    await postgresql();
    const { plan: waiting } = await approved();
    const done = new Set<string>();
    const applied = await actions(access())['postgres.setMaxConnections'].act({
      mitigation: mitigation(),
      plan: waiting,
      keyOf: ({ id }) => id,
      again: false,
      done,
      record: ({ id }) => done.add(id),
      halted: () => (done.size > 0 ? 'everything is frozen' : undefined),
    });
    assert.ok(applied.outcome === 'refused');
    assert.deepEqual(
      [applied.because, outcomes(applied)],
      ['everything is frozen', ['max_connections: done']],
    );
    const back = await plan(mitigation(), waiting.inverse, 1);
    assert.deepEqual(back?.preview, ['ALTER SYSTEM RESET max_connections;']);
  });

  test('written already by a person: only the restart is left', async () => {
    await postgresql();
    await admin('ALTER SYSTEM SET max_connections = 40');
    const proposal = await plan();
    assert.deepEqual(proposal?.preview, ['kubectl rollout restart statefulset/postgresql -n shop']);
    assert.equal(proposal.inverse, undefined);
  });

  test('a workload that was deployed since is not restarted, and nothing is written', async () => {
    await postgresql();
    const given = await approved();
    await postgresql('2Gi');
    const applied = await apply(given);
    assert.ok(applied.outcome === 'refused');
    assert.deepEqual(applied.difference, [
      'stateful set postgresql in shop: its pod template is not the one it was',
    ]);
    assert.deepEqual(await admin(`SELECT FROM pg_file_settings WHERE sourcefile LIKE '%auto.conf'`), []);
  });

  test('what Mayday itself runs on is refused, and a right that is missing is said before anybody is asked', async () => {
    await postgresql();
    const own = [{ namespace: 'shop', workload: { kind: 'statefulSet', name: 'postgresql' } } as const];
    await assert.rejects(attempt().run(planMitigation(access([...own])), { mitigation: mitigation() }), {
      type: 'ChangeRefused',
      message: /Mayday itself runs in postgresql in the namespace shop/,
    });
    await missing(world, 'patch', 'statefulsets', () =>
      plan().then(
        () => 'it was planned',
        (error: Error) => error.message,
      ),
    );
  });
});
