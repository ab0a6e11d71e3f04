import type { Finding } from './contract/findings.ts';
import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import type { BrokerProfile } from './contract/kafka.ts';
import { clusterQuestions, narrowedTo, type Topic } from './diagnosis/cluster-questions.ts';
import { offerAsCalledFor } from './diagnosis/offer-as-called-for.ts';
import { coordinate } from './incident/coordinate.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';
import type { Story } from './incident/rounds.ts';

/**
 * Kafka issues: does it answer, are its topics whole, and who lags behind? (003 Quick Checks, Kafka Issues) Of a group
 * that lags what consumes for it is restarted; the broker itself is up to people.
 */
export async function messageBrokerIssues(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('messageBrokerIssues', input, lookAtBroker);
}

async function lookAtBroker(incident: Incident): ReturnType<Story> {
  const { broker } = incident.profile.runbook;
  return broker ? await restartConsumers(incident, broker) : await coordinate(incident);
}

const asked: Topic[] = ['pods', 'logs', 'rollouts'];

async function restartConsumers(incident: Incident, broker: BrokerProfile): ReturnType<Story> {
  const { server, runsOn, lagAbove, consumers } = broker;
  const involved = [...(runsOn ? [runsOn] : []), ...consumers.map(({ workload }) => workload)];
  incident.inbox.newEpisode = false;
  const found = await incident.diagnose({
    brokers: (ask) => ask.kafkaBrokers({ server }),
    topics: (ask) => ask.kafkaTopics({ server }),
    lag: (ask) => ask.kafkaLag({ server, lagAbove, consumers }),
    health: incident.health,
    ...clusterQuestions(incident.profile, asked, narrowedTo(involved, incident.profile)),
  });
  if (Object.values(found).every(({ verdict }) => verdict === 'well')) return 'nothing left';
  return await offerAsCalledFor(incident, found, { 'kubernetes.restart': lagging(found.lag) });
}

/** What catches up by itself needs no restart, which would only hold it up. */
const restartHelps = ['no members', 'falls behind', 'stands still'];

/** Workloads that consume for groups in trouble, the worst first. */
function lagging({ evidence = [] }: Finding): string[] {
  const rows = evidence.filter(({ trouble }) => restartHelps.includes(`${trouble}`));
  return [...new Set(rows.flatMap(({ workload }) => (typeof workload === 'string' ? workload : [])))];
}
