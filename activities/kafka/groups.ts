import { findErrorBy } from '@platformatic/kafka';
import type { Cluster } from './connections.ts';

/** A consumer group, and how far it has come. */
export interface Group {
  id: string;
  /** As in Stable or Empty. */
  state: string;
  /** Undefined where that cannot be told: groups of the new protocol say it to newer clients only. */
  members?: number;
  /** Whether it has members at times; without, somebody only keeps offsets under its name. */
  joined: boolean;
  /** Nobody has joined it now. */
  empty: boolean;
  /** Next offset to be read, by topic and partition. */
  committed: Map<string, Map<number, bigint>>;
}

export interface Groups {
  groups: Group[];
  /** Ids of those whose offsets we may not read. */
  forbidden: string[];
  /** Ids of those that keep no offsets as others do. */
  shares: string[];
}

/** Every group that we may see. */
export async function readGroups(cluster: Cluster): Promise<Groups> {
  const listed = [...(await cluster.admin.listGroups({ types: [] })).values()];
  const consumers = listed.filter(
    ({ groupType, protocolType }) => groupType !== 'share' && ['consumer', ''].includes(protocolType),
  );
  const ids = consumers.map(({ id }) => id);
  const { offsets, forbidden } = await readOffsets(cluster, ids);
  const classic = consumers.filter(
    ({ groupType = 'classic', protocolType }) => groupType === 'classic' && protocolType === 'consumer',
  );
  const members = await countMembers(
    cluster,
    classic.map(({ id }) => id),
  );
  return {
    groups: consumers.flatMap(({ id, state, protocolType }) => {
      const committed = offsets.get(id);
      if (!committed) return [];
      const joined = protocolType === 'consumer';
      return { id, state, members: members.get(id), joined, empty: joined && state === 'Empty', committed };
    }),
    forbidden,
    shares: listed.flatMap(({ id, groupType }) => (groupType === 'share' ? [id] : [])),
  };
}

/** Whether a group of the file that is not listed is there, but hidden from us. */
export async function isHidden({ admin }: Cluster, group: string): Promise<boolean> {
  try {
    await admin.listConsumerGroupOffsets({ groups: [group] });
    return false;
  } catch (error) {
    if (isForbidden(error)) return true;
    throw error;
  }
}

type Offsets = Map<string, Group['committed']>;

/** Where one group may not be asked, the others are asked one by one. */
async function readOffsets(
  { admin }: Cluster,
  ids: string[],
): Promise<{ offsets: Offsets; forbidden: string[] }> {
  const ask = async (groups: string[]): Promise<Offsets> => {
    if (groups.length === 0) return new Map();
    const answers = await admin.listConsumerGroupOffsets({ groups });
    return new Map(answers.map(({ groupId, topics }) => [groupId, committedIn(topics)]));
  };
  try {
    return { offsets: await ask(ids), forbidden: [] };
  } catch (error) {
    if (!isForbidden(error)) throw error;
  }
  const offsets: Offsets = new Map();
  const forbidden: string[] = [];
  for (const id of ids) {
    try {
      for (const [group, committed] of await ask([id])) offsets.set(group, committed);
    } catch (error) {
      if (!isForbidden(error)) throw error;
      forbidden.push(id);
    }
  }
  return { offsets, forbidden };
}

function committedIn(
  topics: { name: string; partitions: { partitionIndex: number; committedOffset: bigint }[] }[],
): Group['committed'] {
  return new Map(
    topics.map(({ name, partitions }) => [
      name,
      new Map(
        partitions
          .filter(({ committedOffset }) => committedOffset >= 0n)
          .map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset]),
      ),
    ]),
  );
}

/** Nice to know, and no reason to fail. */
async function countMembers({ admin }: Cluster, groups: string[]): Promise<Map<string, number>> {
  if (groups.length === 0) return new Map();
  try {
    const described = await admin.describeGroups({ groups });
    return new Map([...described.values()].map(({ id, members }) => [id, members.size]));
  } catch {
    return new Map();
  }
}

function isForbidden(error: unknown): boolean {
  return findErrorBy(error as Error, 'apiId', 'GROUP_AUTHORIZATION_FAILED') !== null;
}
