import type { Finding } from '../contract/findings.ts';
import type { SystemProfile } from '../contract/profile.ts';
import type { Checks } from './activities.ts';
import { healthQuestions } from './health-questions.ts';
import { inPodQuestions } from './in-pod.ts';
import { metricsQuestions } from './metrics-questions.ts';
import { outsideQuestions } from './outside-questions.ts';
import { scriptQuestions } from './scripts.ts';

/** What the file has a runbook ask beside the checks of its story, by the name of the finding. */
export function fileQuestions(profile: SystemProfile): Record<string, (ask: Checks) => Promise<Finding>> {
  return {
    ...healthQuestions(profile),
    ...inPodQuestions(profile),
    ...metricsQuestions(profile),
    ...scriptQuestions(profile),
    ...outsideQuestions(profile),
  };
}
