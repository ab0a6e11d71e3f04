import type { Finding } from '../../workflows/contract/findings.ts';
import type { KafkaTarget } from '../../workflows/contract/kafka.ts';
import { findingOf } from '../troubles.ts';
import type { Cluster, Kafka } from './connections.ts';
import { type Place, troubleOf } from './failures.ts';

/**
 * Asks a Kafka one question; not being let in is a finding too.
 * @throws ApplicationFailure `TargetUnreachable` when no broker answers, to be tried again
 */
export function check(
  name: string,
  kafka: Kafka,
  server: KafkaTarget,
  ask: (cluster: Cluster, place: Place) => Promise<Omit<Finding, 'check'>>,
): Promise<Finding> {
  return findingOf(
    name,
    (failure) => troubleOf(failure) === 'not ready',
    () => kafka.session(server, ask),
  );
}
