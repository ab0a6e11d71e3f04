import type { Finding } from '../contract/findings.ts';
import type { Checks } from '../incident/activities.ts';
import type { Incident } from '../incident/incident.ts';
import { clusterQuestions, type Topic } from './cluster-questions.ts';

/** Asks the health check, the clusters of the system and what else there is, side by side. */
export async function lookAtClusters(
  incident: Incident,
  topics: readonly Topic[],
  more: Record<string, (ask: Checks) => Promise<Finding>> = {},
): Promise<Record<string, Finding> & { health: Finding }> {
  incident.inbox.newEpisode = false;
  return await incident.diagnose({
    health: incident.health,
    ...more,
    ...clusterQuestions(incident.profile, topics),
  });
}
