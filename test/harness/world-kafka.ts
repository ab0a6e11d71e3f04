import type { Finding } from '../../workflows/contract/findings.ts';
import type { KafkaChecks } from '../../workflows/contract/kafka-checks.ts';
import type { LagImprovement } from '../../workflows/contract/mitigations.ts';
import type { WorldCluster } from './world-cluster.ts';

/** The scripted world's Kafka: which groups lag, until what consumes for them is restarted. */
export class WorldKafka {
  /** By group, with the workload whose restart helps. */
  readonly lags = new Map<string, { workload: string; messages: number; trouble: string | null }>();
  /** Brokers that are away. */
  readonly away = new Set<string>();

  brokers(): Finding {
    const says =
      this.away.size === 0 ? '2 of 2 brokers answer.' : `${[...this.away].join()} does not answer.`;
    return { check: 'brokers', verdict: this.away.size === 0 ? 'well' : 'sick', says };
  }

  lag({ consumers }: Parameters<KafkaChecks['kafkaLag']>[0], cluster: WorldCluster): Finding {
    const rows = this.now(cluster).map(([group, { messages, trouble }]) => ({
      group,
      topic: 'orders',
      lag: messages,
      workload: consumers.find((each) => each.group === group)?.workload ?? null,
      trouble,
    }));
    const sick = rows.filter(({ trouble }) => trouble !== null);
    return {
      check: 'lag',
      verdict: sick.length > 0 ? 'sick' : 'well',
      says: `${sick.length} of ${rows.length} groups are in trouble.`,
      evidence: rows,
    };
  }

  measure({ groups, below }: LagImprovement, cluster: WorldCluster) {
    const own = this.now(cluster).filter(([group]) => groups.includes(group));
    const value = own.reduce((sum, [, { messages }]) => sum + messages, 0);
    return { value, good: value < below, says: `${value} messages wait.` };
  }

  private now({ changes }: WorldCluster) {
    return [...this.lags].map(([group, lag]) => {
      const restarted = changes.includes(`kubernetes.restart of ${lag.workload}`);
      return [group, restarted ? { ...lag, messages: 0, trouble: null } : lag] as const;
    });
  }
}
