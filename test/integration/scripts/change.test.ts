import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { ApplicationFailure } from '@temporalio/common';
import type { Access } from '../../../activities/mitigations/actions.ts';
import { applyPlan } from '../../../activities/mitigations/apply-plan.ts';
import { comparePlan } from '../../../activities/mitigations/compare-plan.ts';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import { rehearsePlan } from '../../../activities/mitigations/rehearse-plan.ts';
import type { Freeze } from '../../../workflows/contract/freeze.ts';
import type { Applied, PlanParameters } from '../../../workflows/contract/plans.ts';
import type { RunScript, ScriptProfile } from '../../../workflows/contract/scripts.ts';
import { type ApplyOrder, deps, order } from '../postgres/approval.ts';
import { attempt } from '../postgres/world.ts';
import { running, startWorld, type World } from './world.ts';

const asks: ScriptProfile['asks'] = [{ name: 'ADDRESS', kind: 'address', question: 'Which?' }];
const words = [{ text: 'production' }, { answer: 'ADDRESS' }];
const answers = { ADDRESS: '203.0.113.7' };

describe('a change by a script', () => {
  let world: World;
  let access: Access;
  before(async () => {
    world = await startWorld();
    access = { scripts: world.scripts } as Partial<Access> as Access;
  });
  beforeEach(async () => {
    await rm(path.join(world.folder, 'ran'), { force: true });
    await world.write('block.sh', 'echo "$@" >> ran; echo "blocked $2"');
  });
  after(() => world.stop());

  const block = (change: Partial<ScriptProfile> = {}): RunScript =>
    running(world.script('./block.sh', { name: 'block', title: 'Block an address', words, asks, ...change }));
  const plan = (mitigation = block(), parameters: PlanParameters = answers) =>
    attempt().run(planMitigation(access), { mitigation, parameters });
  async function approved(mitigation = block(), parameters: PlanParameters = answers): Promise<ApplyOrder> {
    const proposal = await plan(mitigation, parameters);
    assert.ok(proposal);
    return order(mitigation, proposal, {}, parameters);
  }
  const apply = (given: ApplyOrder, number = 1, change: Partial<typeof deps> = {}): Promise<Applied> =>
    attempt({ number }).run(applyPlan({ ...deps, ...change }, access), given);
  const ran = () => readFile(path.join(world.folder, 'ran'), 'utf8').catch(() => '');

  test('is planned with its line, what it is now and how long it may take, and runs nothing for that', async () => {
    const proposal = await plan();
    assert.deepEqual(proposal?.preview, ['./block.sh production 203.0.113.7']);
    assert.match(
      proposal?.observed ?? '',
      /block\.sh is there, written .*; its content has the hash [0-9a-f]{12}/,
    );
    assert.match(
      proposal?.predicted ?? '',
      /^It runs once, in .*, as a process of the worker, for at most 20s;/,
    );
    assert.equal(proposal?.undo, null);
    assert.equal(await ran(), '');
  });

  test('is run once when it is approved, and its end is told', async () => {
    const applied = await apply(await approved());
    assert.equal(applied.outcome, 'applied');
    assert.match(
      applied.effects[0]?.says ?? '',
      /^the script block: exit code 0 after .*: blocked 203\.0\.113\.7$/,
    );
    assert.equal(applied.effects[0]?.outcome, 'done');
    assert.equal(await ran(), 'production 203.0.113.7\n');
  });

  test('that was changed since is not run, and what moved is said', async () => {
    const given = await approved();
    await world.write('block.sh', 'echo other >> ran');
    assert.deepEqual(await attempt().run(comparePlan(access), given), ['the script block was changed since']);
    const applied = await apply(given);
    assert.ok(applied.outcome === 'refused');
    assert.deepEqual(applied.difference, ['the script block was changed since']);
    assert.equal(await ran(), '');
  });

  test('that cannot be run any more is refused, since nothing was done', async () => {
    const given = await approved();
    await rm(path.join(world.folder, 'block.sh'));
    const applied = await apply(given);
    assert.ok(applied.outcome === 'refused');
    assert.match(applied.because, /^There is no script \.\/block\.sh in/);
  });

  test('tried again after its answer was lost is not run again: a person is asked', async () => {
    const given = await approved();
    await apply(given);
    await assert.rejects(
      apply(given, 2),
      (error: unknown) =>
        error instanceof ApplicationFailure &&
        error.nonRetryable === true &&
        /may have run it, in part or to its end, and it may still run\. It is not run again\./.test(
          error.message,
        ),
    );
    assert.equal(await ran(), 'production 203.0.113.7\n');
  });

  test('that fails, or takes too long, is for people to look at', async () => {
    await world.write('block.sh', 'echo half >> ran; echo "table is locked" >&2; exit 4');
    await assert.rejects(apply(await approved()), /Block an address: exit code 4 after .*: table is locked/);
    await world.write('block.sh', 'echo begun; sleep 60');
    const slow = block({ timeout: 1_000 });
    await assert.rejects(
      apply(await approved(slow)),
      /did not come to its end within 1s and was ended .*: begun/,
    );
  });

  test('is not begun while everything is frozen', async () => {
    const freeze = { by: 'alice', reason: 'audit', since: new Date().toISOString() } as unknown as Freeze;
    const applied = await apply(await approved(), 1, { freezes: { inForce: async () => freeze } });
    assert.ok(applied.outcome === 'refused');
    assert.equal(await ran(), '');
  });

  test('with a time in its words runs as of the plan, whenever it is approved', async () => {
    const timed = block({
      words: [
        { ago: 3_600_000, format: '%F' },
        { ago: 3_600_000, format: '%T' },
      ],
      asks: [],
    });
    const given = await approved(timed, {});
    const line = given.plan.preview[0];
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    assert.equal((await apply(given)).outcome, 'applied');
    assert.equal(`./block.sh ${(await ran()).trim()}`, line);
  });

  test('is rehearsed only with the argument that the file names for it', async () => {
    const given = await approved();
    await assert.rejects(
      attempt().run(rehearsePlan(access), given),
      /is not rehearsed: the file names no argument .* \(rehearse: \[--dry-run\]\)/,
    );
    const dry = block({ rehearse: ['--dry-run'] });
    await world.write(
      'block.sh',
      'for word; do [ "$word" = --dry-run ] && echo "would block $2" && exit 0; done; echo x >> ran',
    );
    const rehearsed = await attempt().run(rehearsePlan(access), await approved(dry));
    assert.equal(rehearsed.outcome, 'would apply');
    assert.match(
      rehearsed.outcome === 'would apply' ? (rehearsed.says[0] ?? '') : '',
      /--dry-run: exit code 0 .*: would block 203/,
    );
    assert.equal(await ran(), '');
  });

  test('is not planned for an answer that it does not take', async () => {
    for (const [ADDRESS, says] of [
      ['127.0.0.1', /ADDRESS takes the IP address of one host/],
      ['203.0.113.7; rm -rf /', /ADDRESS takes the IP address/],
      [null, /nobody has said ADDRESS/],
    ] as const) {
      await assert.rejects(plan(block(), { ADDRESS }), says);
    }
  });
});
