import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { KillPoint, KillRow } from '../../../docs/generate/kills.ts';
import { until } from '../../../servers/process.ts';
import { grpcMessages } from '../../harness/grpc-messages.ts';
import { Live } from '../../harness/live.ts';
import type { LiveIncident } from '../../harness/live-incident.ts';
import { TcpProxy } from '../../harness/tcp-proxy.ts';

/** In what the worker answers Temporal when it has applied a plan, and in nothing else. */
const completion = '"outcome":"applied"';

/** An effect as PostgreSQL is told of it. */
export interface Call {
  /** Part of the statement. */
  statement: string;
  /** How many of them have happened when the worker dies, where it dies around one of several. */
  of?: number;
  /** Whether so many have happened, as PostgreSQL itself tells. */
  happened(): Promise<boolean>;
}

/** The whole stack, whose worker reaches PostgreSQL and Temporal through proxies and can be killed between the two. */
export class KillGround {
  readonly live: Live;
  readonly database: TcpProxy;
  private readonly temporal: TcpProxy;

  private constructor(live: Live, database: TcpProxy, temporal: TcpProxy) {
    this.live = live;
    this.database = database;
    this.temporal = temporal;
  }

  static async start(): Promise<KillGround> {
    const database = new TcpProxy();
    const temporal = new TcpProxy(grpcMessages);
    const live = await Live.start({
      databaseProxy: (port) => database.before(port),
      temporalProxy: (port) => temporal.before(port),
      postgresSettings: { log_statement: 'ddl' },
    });
    live.owns(() => database.close());
    live.owns(() => temporal.close());
    return new KillGround(live, database, temporal);
  }

  end(): Promise<void> {
    return this.live.end();
  }

  /** Alice approves the plan that waits, and the worker is killed at that point of carrying it out. */
  async killAt(point: KillPoint, incident: LiveIncident, call: Call): Promise<void> {
    const reached = this.trap(point, call);
    await incident.approve();
    await soon(reached, point);
    await this.settle(point, incident, call);
    await this.live.worker.kill();
    this.database.forget();
    this.temporal.forget();
  }

  private trap(point: KillPoint, { statement, of = 1 }: Call): Promise<void> {
    switch (point) {
      case 'before the call':
        return this.database.holdBefore(statement, of === 1 ? 1 : of + 1);
      case 'after the call, its answer lost':
        return this.database.holdAt(statement, of);
      case 'before its completion is recorded':
        return this.temporal.holdBefore(completion);
      case 'after its completion is recorded':
        return this.temporal.holdAt(completion);
    }
  }

  /** Waits until what is to have happened has, and sees that nothing more had. */
  private async settle(point: KillPoint, incident: LiveIncident, { happened }: Call): Promise<void> {
    if (point === 'after the call, its answer lost')
      await until(happened, { deadlineMs: 60_000, everyMs: 10 });
    const recorded = point === 'after its completion is recorded';
    if (recorded) await until(() => incident.hasCompleted('applyPlan'), { deadlineMs: 60_000, everyMs: 10 });
    assert.equal(await incident.hasCompleted('applyPlan'), recorded, 'the completion is on record');
    assert.equal(await incident.hasGoneOnSince('applyPlan'), false, 'the workflow has not gone on');
  }
}

/** Holds what was seen against the row of docs/generate/kills.ts. */
export function assertRow(t: TestContext, seen: KillRow, rows: readonly KillRow[]): void {
  t.diagnostic(Object.values(seen).join(' | '));
  const row = rows.find(({ mitigation, point }) => mitigation === seen.mitigation && point === seen.point);
  assert.deepEqual(seen, row);
}

/** How often each target was changed, in words. */
export function times(counts: readonly number[]): string {
  const most = new Set(counts);
  if (most.size === 1 && most.has(0)) return 'not yet';
  if (most.size === 1 && most.has(1)) return 'once';
  const once = counts.filter((count) => count === 1).length;
  const half = most.size === 2 && most.has(0) && once === Math.floor(counts.length / 2);
  return half ? 'half of them' : counts.join(', ');
}

/** What the record says of a plan's effects. */
export async function recorded(incident: LiveIncident, plan: number): Promise<string> {
  const { timeline } = await incident.record();
  const applied = timeline.flatMap(({ fact }) =>
    fact.kind === 'applied' && fact.plan === plan ? [fact] : [],
  );
  const effects = applied.flatMap((fact) => fact.effects);
  const outcomes = new Set(effects.map(({ outcome }) => outcome));
  const distinct = new Set(effects.map(({ key }) => key)).size === effects.length;
  return `${[...outcomes].join(' and ')}, ${applied.length === 1 && distinct ? 'once' : `${applied.length} times`}`;
}

async function soon(reached: Promise<void>, point: KillPoint): Promise<void> {
  const late = delay(20_000, undefined, { ref: false }).then(() =>
    assert.fail(`the worker does not get to this point: ${point}`),
  );
  await Promise.race([reached, late]);
}
