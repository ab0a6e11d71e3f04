import type { Connection } from './connections.ts';
import { failureOf, type Place } from './failures.ts';
import { type Info, type KeyCount, keyCounts, type Memory, memoryOf, readInfo } from './info.ts';

/** A server and one of its databases, as far as emptying it is concerned. */
export interface Store extends KeyCount {
  /** Of the process: another one after a restart or a failover. */
  runId: string;
  mode: string;
  replica: boolean;
  memory: Memory;
  clients: number;
  /** Other databases that hold keys. */
  others: number[];
}

export async function readStore(connection: Connection, { database }: Place): Promise<Store> {
  const info: Info = await readInfo(connection, 'server', 'replication', 'clients', 'memory', 'keyspace');
  const counts = keyCounts(info);
  return {
    ...(counts.get(database) ?? { keys: 0, neverExpire: 0 }),
    runId: info.text('run_id') ?? '',
    mode: info.text('redis_mode') ?? info.text('server_mode') ?? 'standalone',
    replica: info.text('role') === 'slave',
    memory: memoryOf(info),
    clients: info.number('connected_clients'),
    others: [...counts.keys()].filter((each) => each !== database),
  };
}

/** The key that a database has once an effect emptied it. */
export function markerOf(effect: string): string {
  return `mayday:flushed:${effect}`;
}

/** s; attempts are over long before. */
const markerLasts = 86_400;

/** How many keys an earlier attempt emptied it of, if it did. */
export async function flushedBefore(connection: Connection, marker: string): Promise<number | undefined> {
  const value = await connection.call('GET', marker);
  return value === null ? undefined : Number(value);
}

// Not MULTI: when memory is full, a server refuses to queue anything in it. See docs/decisions/0030.
const emptying = `
local before = redis.call('GET', KEYS[1])
if before then return {'before', before} end
if not string.find(redis.call('INFO', 'server'), 'run_id:' .. ARGV[1], 1, true) then return {'another run', '0'} end
local keys = redis.call('DBSIZE')
redis.call('FLUSHDB', 'ASYNC')
redis.call('SET', KEYS[1], keys, 'EX', ARGV[2])
return {'emptied', tostring(keys)}`;

/** What came of it, and how many keys it was. */
export type Flushed = { came: 'before' | 'another run' | 'emptied'; keys: number };

/**
 * Empties the connection's database and leaves the marker behind, as one; nothing where the marker is there, or
 * the server's process is another one.
 * @throws ApplicationFailure `NotAuthorised`, with nothing changed
 */
export async function flush(
  connection: Connection,
  place: Place,
  { marker, runId }: { marker: string; runId: string },
): Promise<Flushed> {
  await mustBePermitted(connection, place, marker);
  const answer = await connection.call('EVAL', emptying, '1', marker, runId, String(markerLasts));
  const [came, keys] = answer as [Flushed['came'], string];
  return { came, keys: Number(keys) };
}

const asking = `
if not redis.acl_check_cmd then return 'not known' end
if not redis.acl_check_cmd('FLUSHDB', 'ASYNC') then return 'flushdb' end
if not redis.acl_check_cmd('SET', KEYS[1], '0', 'EX', '1') then return 'set' end
return 'yes'`;

/**
 * Asks the server whether our user may empty the database; before version 7 it does not tell.
 * @throws ApplicationFailure `NotAuthorised` with what to grant
 */
export async function mustBePermitted(
  connection: Connection,
  { user, server }: Place,
  marker: string,
): Promise<'yes' | 'not known'> {
  const answer = await connection.call('EVAL', asking, '1', marker);
  if (answer === 'yes' || answer === 'not known') return answer;
  const says = `The user ${user} may not ${answer === 'set' ? 'leave its mark' : 'empty a database'} at Redis at ${server}: ACL SETUSER ${user} +${answer} ~mayday:flushed:*.`;
  throw failureOf({ trouble: 'not permitted', says });
}

/** What a person would type to do what `flush` does. */
export function flushByHand({ host, port, tls, database }: Place): string {
  return `redis-cli -h ${host} -p ${port}${tls ? ' --tls' : ''} -n ${database} FLUSHDB ASYNC`;
}
