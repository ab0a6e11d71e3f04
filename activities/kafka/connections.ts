import { isIP } from 'node:net';
import { Admin, type Broker, Connection, metadataV12, ResponseError } from '@platformatic/kafka';
import type { KafkaTarget } from '../../workflows/contract/kafka.ts';
import type { Resolve } from '../dependencies.ts';
import { type Place, toFailure } from './failures.ts';
import { serverName, wayTo } from './place.ts';

/** What the cluster says of its brokers and topics; a topic or partition in trouble carries its error code. */
export type Metadata = Awaited<ReturnType<typeof metadataV12.api.async>>;

/** A Kafka cluster, over connections of our own that last as long as the session. */
export interface Cluster {
  /** Those that the catalogue names. */
  brokers: Broker[];
  admin: Admin;
  /** A connection to this very broker. */
  connect(broker: Broker): Promise<Connection>;
  /** What the first broker that answers says of these topics, or of all (null). */
  metadata(topics: string[] | null): Promise<Metadata>;
}

/** Our access to Kafka. */
export interface Kafka {
  /**
   * Does some work on a cluster.
   * @throws ApplicationFailure of the type that `failures.ts` gives to what went wrong
   */
  session<T>(target: KafkaTarget, work: (cluster: Cluster, place: Place) => Promise<T>): Promise<T>;
}

/** What our connections are called in the brokers' logs and metrics. */
const clientId = 'mayday';

/** ms for a connection, and for an answer */
const patience = 2_500;

export function kafkaClusters(resolve: Resolve): Kafka {
  return {
    async session(target, work) {
      const { place, brokers, options } = await wayTo(target, resolve);
      const open: Connection[] = [];
      const limits = { connectTimeout: patience, requestTimeout: patience, ...options };
      const admin = new Admin({
        clientId,
        bootstrapBrokers: brokers,
        retries: 0,
        timeout: patience,
        tlsServerName: brokers.every(({ host }) => isIP(host) === 0),
        ...limits,
      });
      const cluster: Cluster = {
        brokers,
        admin,
        async connect(broker) {
          const connection = new Connection(clientId, { ...limits, ...serverName(broker) });
          connection.on('error', () => {});
          open.push(connection);
          await connection.connect(broker.host, broker.port);
          return connection;
        },
        metadata: async (topics) => metadataOf(await firstOf(cluster, open), topics),
      };
      try {
        return await work(cluster, place);
      } catch (error) {
        throw toFailure(error, place);
      } finally {
        const closing = [admin, ...open].map((each) => each.close().catch(() => {}));
        await Promise.all(closing);
      }
    },
  };
}

/** What one broker says of these topics, or of all (null). */
export async function metadataOf(connection: Connection, topics: string[] | null): Promise<Metadata> {
  try {
    return await metadataV12.api.async(connection, topics, false, false);
  } catch (error) {
    // The client throws for the whole answer where one partition of it has no leader.
    if (error instanceof ResponseError && error.response) return error.response as Metadata;
    throw error;
  }
}

async function firstOf({ brokers, connect }: Cluster, open: readonly Connection[]): Promise<Connection> {
  const before = open.find((connection) => connection.isConnected());
  if (before) return before;
  let said: unknown;
  for (const broker of brokers) {
    try {
      return await connect(broker);
    } catch (error) {
      said = error;
    }
  }
  throw said;
}
