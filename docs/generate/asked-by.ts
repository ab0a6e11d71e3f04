import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { databaseLooks } from '../../systems/database-looks.ts';
import { offeredRunbooks } from '../../systems/offered-runbooks.ts';
import type { SystemFile } from '../../systems/schema.ts';
import type { DatabaseLooks } from '../../workflows/contract/databases.ts';
import type { RunbookName } from '../../workflows/contract/runbooks.ts';
import type { Topic } from '../../workflows/diagnosis/cluster-questions.ts';
import type { RequestTopic } from '../../workflows/diagnosis/request-questions.ts';
import { runbooksThatAsk as outsideRunbooks } from '../../workflows/incident/outside-questions.ts';
import { project } from './sources.ts';

const workflows = globSync('workflows/*.ts', { cwd: project }).map((file) =>
  readFileSync(path.join(project, file), 'utf8'),
);

/** What any runbook asks whose part of the file lists something for it. */
const perFile: Record<string, 'inPod' | 'podMetrics' | 'scripts' | 'metrics' | undefined> = {
  kubernetesExec: 'inPod',
  kubernetesPodMetrics: 'podMetrics',
  httpMetrics: 'metrics',
  runScript: 'scripts',
};

/** What a file's verification asks, whichever runbook it is. */
export const steps: Record<string, string | undefined> = {
  httpResponseTimes: 'responseTimes',
  httpLogin: 'login',
  postgresQueries: 'queries',
};

/** What databaseIssues asks where the file has it do so. */
const looks: Record<string, keyof DatabaseLooks | undefined> = {
  postgresSizes: 'sizes',
  postgresPools: 'pools',
  postgresIntegrity: 'integrity',
};

/** Of services beside the system, asked where the file has them. */
const byFile: Record<string, ((system: SystemFile) => boolean) | undefined> = {
  externalDependencies: ({ dependencies }) => dependencies.length > 0,
  elasticsearchErrors: ({ targets }) => Object.values(targets).some(({ kind }) => kind === 'elasticsearch'),
  sentryIssues: ({ targets }) => Object.values(targets).some(({ kind }) => kind === 'sentry'),
  recentCommits: ({ repository }) => repository !== undefined,
};
const runbooksThatAsk: Record<string, readonly RunbookName[] | undefined> = outsideRunbooks;

/** Asked when an incident opens, for the roles that the file gives a schedule. */
export const onCalls = 'pagerDutyOnCalls';

/** What stories ask by its topic. */
const topicsOf: Record<string, (Topic | RequestTopic)[] | undefined> = {
  kubernetesPods: ['pods'],
  kubernetesRollouts: ['rollouts'],
  kubernetesEvents: ['events'],
  kubernetesServices: ['services'],
  kubernetesIngresses: ['ingresses'],
  kubernetesNodes: ['nodes'],
  kubernetesResources: ['memory', 'cpu'],
  kubernetesAutoscalers: ['autoscalers'],
  kubernetesVolumeClaims: ['volume claims'],
  kubernetesNetworkPolicies: ['network policies'],
  kubernetesConfigMaps: ['config maps'],
  kubernetesThrottling: ['throttling'],
  kubernetesLogs: ['logs'],
  prometheusErrorRatio: ['error ratio'],
  prometheusLatency: ['latency'],
  prometheusRequests: ['requests'],
  prometheusAlerts: ['alerts'],
};
/** What stories ask together. */
const ofCertificates = ['tlsCertificate', 'dnsNames', 'kubernetesCertificates'];
const topicLists = /Topic\[\] = \[[^\]]*\]|clusterQuestions\([^)]*\[[^\]]*\]/g;

/** The runbooks of a system that ask a check, as the code of the workflows says; all of them ask its health. */
export function askedBy(check: string, system: SystemFile): string[] {
  const offered = offeredRunbooks(system);
  if (check === 'httpHealth') return offered;
  if (check === onCalls) return system.onCall?.source === 'pagerduty' ? offered : [];
  const besides = byFile[check];
  if (besides) return besides(system) ? offered.filter((name) => runbooksThatAsk[check]?.includes(name)) : [];
  const look = looks[check];
  const inDatabase = look && databaseLooks(system)?.[look] ? ['databaseIssues'] : [];
  const step = steps[check];
  if (step) return system.verification.steps.some((each) => step in each) ? offered : [];
  const listing = perFile[check];
  if (listing) return offered.filter((name) => system.runbooks[name]?.[listing].length);
  const inStories = workflows
    .filter((code) => {
      const topics = (code.match(topicLists) ?? []).join();
      const byTopic = topicsOf[check]?.some((topic) => topics.includes(`'${topic}'`));
      const byCertificates = ofCertificates.includes(check) && code.includes('certificateQuestions(');
      return byTopic || byCertificates || code.includes(`ask.${check}(`);
    })
    .flatMap((code) => [...code.matchAll(/export async function (?<name>\w+)/g)])
    .flatMap(({ groups }) => offered.filter((name) => name === groups?.name));
  return [...inStories, ...inDatabase];
}
