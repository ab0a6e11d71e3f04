import type { Finding } from './findings.ts';
import type { Consumer, KafkaQuestion } from './kafka.ts';

/** Questions to Kafka clusters. Each throws `TargetUnreachable` only when no broker could be asked. */
export interface KafkaChecks {
  /** Which of its brokers answer, how fast, and which is the controller. */
  kafkaBrokers(question: KafkaQuestion): Promise<Finding>;
  /** Topics, and partitions without a leader, without all of their replicas, or with too few for a write. */
  kafkaTopics(question: KafkaQuestion): Promise<Finding>;
  /**
   * How far each group is behind in each topic, over two looks; sick where nobody takes what waits, or where more than
   * `lagAbove` messages wait. A row names the `workload` of `consumers`, and its `trouble`.
   */
  kafkaLag(question: KafkaQuestion & { lagAbove: number; consumers: Consumer[] }): Promise<Finding>;
}
