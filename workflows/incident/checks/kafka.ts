import type { ActivityInterfaceFor } from '@temporalio/workflow';
import type { KafkaChecks } from '../../contract/kafka-checks.ts';
import { asking } from '../asking.ts';

export function kafkaChecks(checks: ActivityInterfaceFor<KafkaChecks>) {
  return {
    kafkaBrokers: asking(checks.kafkaBrokers, ({ server }) => `Which brokers of ${server.id} answer?`),
    kafkaTopics: asking(checks.kafkaTopics, ({ server }) => `Are the topics of ${server.id} whole?`),
    kafkaLag: asking(checks.kafkaLag, ({ server }) => `Who lags behind in ${server.id}?`),
  };
}
