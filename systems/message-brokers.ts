import type { BrokerProfile, Consumer, KafkaTarget } from '../workflows/contract/kafka.ts';
import type { LagImprovement } from '../workflows/contract/mitigations.ts';
import { defaultImprovement, defaultLagAbove } from './defaults.ts';
import { durationText } from './duration.ts';
import type { KubernetesEntry } from './entries/kubernetes-mitigations.ts';
import type { SystemFile } from './schema.ts';

type File = Pick<SystemFile, 'targets' | 'runbooks'>;

/** The broker that the runbook is about, where the file names one; `assume` hears what it leaves open. */
export function brokerProfile(
  { targets, runbooks }: File,
  assume: (says: string) => void,
): BrokerProfile | undefined {
  const entry = runbooks.messageBrokerIssues;
  if (entry?.broker === undefined) return undefined;
  if (entry.lagAbove === undefined) assume(`broker: the file does not say ${lagAssumed}`);
  const consumers = consumersOf(entry.consumers);
  if (consumers.length === 0) {
    assume('broker: the file names no "consumers", so no workload is restarted for a group that lags');
  }
  return {
    ...kafkaTarget(targets, entry.broker),
    lagAbove: entry.lagAbove ?? defaultLagAbove,
    consumers,
  };
}

const lagAssumed = `from when on a group counts as behind, so from more than ${defaultLagAbove.toLocaleString('en')} messages of a topic`;

/**
 * When a change of a cluster counts as having helped by the lag of all groups that its targets consume for, by the name
 * of the target; none where they consume for nobody.
 */
export function lagImprovements(
  { targets, runbooks }: File,
  mitigation: string,
  { improves }: Pick<KubernetesEntry, 'improves'>,
  changed: readonly string[],
  assume: (says: string) => void,
): Map<string, LagImprovement> {
  const { broker, lagAbove, consumers } = runbooks.messageBrokerIssues ?? {};
  const groups = consumersOf(consumers).flatMap(({ group, workload }) =>
    changed.includes(workload) ? group : [],
  );
  if (broker === undefined || groups.length === 0) {
    assume(
      `${mitigation}: the file names no group that its targets consume for, so the rollout and the health check say whether it helped`,
    );
    return new Map();
  }
  const { readings, every } = defaultImprovement;
  const { within = defaultImprovement.within } = improves ?? {};
  const window = improves?.within === undefined ? ` within ${durationText(within)}` : '';
  assume(
    `${mitigation}: the file does not say how lag is read, so ${readings} times in a row, every ${durationText(every)}${window}; fewer messages from look to look is good, too`,
  );
  const { server: target } = kafkaTarget(targets, broker);
  const below = lagAbove ?? defaultLagAbove;
  const improvement: LagImprovement = { metric: 'lag', target, groups, below, within, readings, every };
  return new Map(changed.map((id) => [id, improvement]));
}

function consumersOf(consumers: Readonly<Record<string, string>> = {}): Consumer[] {
  return Object.entries(consumers).map(([group, workload]) => ({ group, workload }));
}

function kafkaTarget(targets: SystemFile['targets'], id: string): { server: KafkaTarget; runsOn?: string } {
  const target = targets[id];
  if (target?.kind !== 'kafka') throw new Error(`The target ${id} passed the checks, but is no Kafka`);
  const { kind, brokers, tls, sasl, runsOn } = target;
  return {
    server: { id, kind, brokers, ...(tls ? { tls } : {}), ...(sasl ? { sasl } : {}) },
    ...(runsOn ? { runsOn } : {}),
  };
}
