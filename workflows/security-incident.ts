import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import { certificateQuestions } from './diagnosis/certificate-questions.ts';
import { coordinate } from './incident/coordinate.ts';
import { whatPeopleCanDo } from './incident/guidance.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';

/**
 * Security incident: who got in, and how; what the file's own scripts say, and whether the certificates are what they
 * should be. People say what is to be done and when it is over. (001 Security Analysis, Security Incidents; elsewhere
 * coordination)
 */
export async function securityIncident(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('securityIncident', input, lookForIntruders);
}

async function lookForIntruders(incident: Incident): Promise<'for people' | 'nothing left'> {
  const { profile, inbox } = incident;
  if (!profile.runbook.endedByPeople) return await coordinate(incident);
  inbox.newEpisode = false;
  await incident.diagnose({ ...certificateQuestions(profile), health: incident.health });
  // The alert that opened it comes in beside the first look, and is no news.
  if (incident.round === 1) inbox.newEpisode = false;
  incident.announce(whatPeopleCanDo(profile));
  return 'for people';
}
