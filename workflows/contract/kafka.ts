import type { Reference } from './profile.ts';

/** A Kafka cluster. */
export interface KafkaTarget {
  id: string;
  kind: 'kafka';
  /** `host:port`, or several with commas between them. */
  brokers: Reference[];
  /** Absent = without TLS. Each is PEM, or the path of a file that holds it. */
  tls?: { authority?: Reference; clientCertificate?: Reference; clientKey?: Reference };
  /** Absent = nobody has to sign in. */
  sasl?: { mechanism: SaslMechanism; user: Reference; password: Reference };
}

export const saslMechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
export type SaslMechanism = (typeof saslMechanisms)[number];

/** A consumer group, and the id of the workload whose pods are its members. */
export interface Consumer {
  group: string;
  workload: string;
}

/** The message broker of a runbook, and from where on its consumers count as behind. */
export interface BrokerProfile {
  server: KafkaTarget;
  /** The id of the workload that it runs on, where the file has it. */
  runsOn?: string;
  /** Messages of one topic that wait for one group. */
  lagAbove: number;
  consumers: Consumer[];
}

/** What a check of one Kafka needs. */
export interface KafkaQuestion {
  server: KafkaTarget;
}
