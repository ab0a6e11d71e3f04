import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { planMitigation } from '../../../activities/mitigations/plan-mitigation.ts';
import {
  type Backend,
  backendsOf,
  sinceOf,
  type Termination,
  terminateBackend,
} from '../../../activities/postgres/backends.ts';
import { postgresConnectivity } from '../../../activities/postgres/connectivity.ts';
import { postgresLimits } from '../../../activities/postgres/limits.ts';
import { postgresSlowQueries } from '../../../activities/postgres/slow-queries.ts';
import type { SessionState } from '../../../workflows/contract/mitigations.ts';
import { terminateIn } from './mitigation.ts';
import {
  accessTo,
  asAdmin,
  attempt,
  noServerOfOurOwn,
  startWorld,
  type Visitor,
  type World,
} from './world.ts';

const skip = await noServerOfOurOwn();

describe('dangerous lines of the runbook documents', { skip }, () => {
  let world: World;
  before(async () => {
    world = await startWorld({ slots: 20 });
  });
  afterEach(() => world.empty());
  after(() => world.stop());

  function works({ client }: Visitor): void {
    client.query('SELECT pg_sleep(60)').catch(() => {});
  }

  /** One of each kind that was never to be hit, at work or at rest; beside them a query, a transaction, an idle client. */
  async function everybody() {
    const all = {
      'a query': await world.visitor(),
      'a transaction': await world.visitor(),
      'an idle client': await world.visitor(),
      'a superuser at work': await world.visitor({ user: 'chief' }),
      'an idle superuser': await world.visitor({ user: 'chief' }),
      'work in another database': await world.visitor({ database: 'books' }),
      'an idle client of another database': await world.visitor({ database: 'books' }),
      'another worker of Mayday at work': await world.visitor({ application: 'mayday' }),
      'another worker of Mayday': await world.visitor({ application: 'mayday' }),
      'a standby that replicates': await world.visitor({ user: 'standby', replication: true }),
      'a standby that is about to': await world.visitor({ user: 'standby', replication: true }),
    };
    for (const [kind, visitor] of Object.entries(all)) {
      if (/at work|^work|^a query/.test(kind)) works(visitor);
      else if (!/standby/.test(kind)) await visitor.client.query('SELECT');
    }
    await all['a transaction'].client.query('BEGIN');
    const standby = all['a standby that replicates'].client;
    const { rows } = await standby.query('IDENTIFY_SYSTEM');
    standby.query(`START_REPLICATION PHYSICAL ${rows[0].xlogpos}`).catch(() => {});
    await all['a standby that is about to'].client.query('IDENTIFY_SYSTEM');
    await sleep(250);
    return all;
  }

  /** As the document has them, but for the time. */
  const lines: { line: string; state: SessionState; meant: string; hits: string[] }[] = [
    {
      line: `query_start < now() - interval '100 ms'`,
      state: 'active',
      meant: 'a query',
      hits: [
        'a transaction',
        'an idle client',
        'a superuser at work',
        'an idle superuser',
        'an idle client of another database',
        'another worker of Mayday',
        'work in another database',
        'another worker of Mayday at work',
        'a standby that replicates',
        'a standby that is about to',
      ],
    },
    {
      line: `state = 'active' AND query_start < now() - interval '100 ms'`,
      state: 'active',
      meant: 'a query',
      hits: [
        'a superuser at work',
        'work in another database',
        'another worker of Mayday at work',
        'a standby that replicates',
      ],
    },
    {
      line: `state = 'idle' AND state_change < current_timestamp - INTERVAL '100 ms'`,
      state: 'idle',
      meant: 'an idle client',
      hits: [
        'an idle superuser',
        'an idle client of another database',
        'another worker of Mayday',
        'a standby that is about to',
      ],
    },
  ];
  for (const { line, state, meant, hits } of lines) {
    test(`pg_terminate_backend WHERE ${line}: it would hit others, the plan names ${meant} only`, async () => {
      const all = await everybody();
      const kindOf = new Map(Object.entries(all).map(([kind, { pid }]) => [pid, kind]));
      const hit = await asAdmin(world.server.url, (admin) =>
        admin.query<{ pid: number }>(`SELECT pid FROM pg_stat_activity WHERE ${line}`),
      );
      const kinds = hit.rows.flatMap(({ pid }) => kindOf.get(pid) ?? []);
      for (const kind of [meant, ...hits]) assert.ok(kinds.includes(kind), `${kind}: ${kinds.join(', ')}`);

      const mitigation = terminateIn(state, world.target());
      const proposal = await attempt().run(planMitigation(accessTo(world.postgres)), { mitigation });
      assert.deepEqual(
        proposal?.targets.map((target) => kindOf.get(Number(target.state.pid))),
        [meant],
      );

      // Whatever a plan says, the statement itself ends none of the others.
      await world.postgres.session(world.target(), async (session) => {
        const backends = await backendsOf(session, [...kindOf.keys()]);
        const own = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        backends.push(...(await backendsOf(session, [own.rows[0]?.pid ?? 0])));
        for (const backend of backends) {
          const kind = kindOf.get(backend.pid) ?? 'its own session';
          const told = await terminateBackend(session, asIs(backend));
          assert.equal(told, ['a query', 'a transaction', 'an idle client'].includes(kind), kind);
        }
      });
      await sleep(200);
      for (const [kind, visitor] of Object.entries(all)) {
        assert.equal(visitor.gone, ['a query', 'a transaction', 'an idle client'].includes(kind), kind);
      }
    });
  }

  const statements = [
    'SELECT query, calls, total_time, mean_time, rows FROM pg_stat_statements ORDER BY total_time DESC LIMIT 10',
    'SELECT query, mean_time, calls FROM pg_stat_statements ORDER BY mean_time DESC LIMIT 10',
    'SELECT query, mean_time FROM pg_stat_statements ORDER BY mean_time DESC LIMIT 5',
  ];
  test('total_time and mean_time of pg_stat_statements are gone since PostgreSQL 13: the check reads what is there', async () => {
    const shop = new URL(world.server.url);
    shop.pathname = '/shop';
    await asAdmin(shop.href, async (admin) => {
      await admin.query('CREATE EXTENSION pg_stat_statements');
      for (const statement of statements) {
        await assert.rejects(admin.query(statement), { code: '42703', message: /(total|mean)_time/ });
      }
      await admin.query('SELECT pg_stat_statements_reset()');
      await admin.query('SELECT pg_sleep(0.2)');
      const database = world.target('watcher');
      const finding = await attempt().run(postgresSlowQueries(world.postgres), { database, longerThan: 100 });
      assert.equal(finding.verdict, 'sick');
      assert.match(finding.says, /most time went to one of postgres, 1 times 2\d\d ms: SELECT pg_sleep/);
      await admin.query('DROP EXTENSION pg_stat_statements');
    });
  });

  test('ALTER SYSTEM SET max_connections changes nothing until a restart: the check says what holds', async () => {
    await asAdmin(world.server.url, async (admin) => {
      await admin.query('ALTER SYSTEM SET max_connections = 200');
      await admin.query('SELECT pg_reload_conf()');
    });
    await sleep(200);
    const finding = await attempt().run(postgresLimits(world.postgres), { database: world.target() });
    assert.match(finding.says, /^max_connections is 20: /);
  });
});

describe("print('DB OK')", { skip }, () => {
  test('a server that lets clients connect and answers nothing is not well', async () => {
    const world = await startWorld();
    const server = world.server.pid;
    assert.ok(server);
    process.kill(server, 'SIGSTOP');
    try {
      // A socket opens all the same: whoever asks for no more takes it for well.
      const socket = connect(world.server.port, '127.0.0.1');
      await once(socket, 'connect');
      socket.destroy();
      const database = world.target();
      await assert.rejects(attempt().run(postgresConnectivity(world.postgres), { database }), {
        type: 'TargetUnreachable',
        message: /did not answer within 5 s/,
      });
    } finally {
      process.kill(server, 'SIGCONT');
      await world.stop();
    }
  });
});

/** As if it had been named in a plan just as it is now. */
function asIs(backend: Backend): Termination {
  const { pid, backendStart, state } = backend;
  return { database: 'shop', pid, backendStart, state, since: sinceOf(backend) };
}
