import type { Finding } from '../contract/findings.ts';
import type { Incident } from '../incident/incident.ts';
import { clusterQuestions, type Topic } from './cluster-questions.ts';

/** Asks the health check and the clusters of the system side by side. */
export async function lookAtClusters(
  incident: Incident,
  topics: readonly Topic[],
): Promise<Record<string, Finding> & { health: Finding }> {
  incident.inbox.newEpisode = false;
  return await incident.diagnose({
    health: incident.health,
    ...clusterQuestions(incident.profile, topics),
  });
}
