import { z } from 'zod';
import { calendarEntry } from './calendar/entry.ts';
import { durationText } from './duration.ts';
import { alertmanager } from './entries/alertmanager.ts';
import { channels } from './entries/channels.ts';
import { dependency } from './entries/dependencies.ts';
import { explains } from './entries/explains.ts';
import { hooks } from './entries/hooks.ts';
import { inPodEntry } from './entries/in-pod.ts';
import { maintenanceWindow } from './entries/maintenance.ts';
import { type MitigationEntry, mitigationEntry } from './entries/mitigations.ts';
import { ladder, onCall, person } from './entries/people.ts';
import { policy } from './entries/policy.ts';
import { followUp, links, messages, phase, postMortem, statusWords } from './entries/process.ts';
import { repository } from './entries/repository.ts';
import { route } from './entries/routes.ts';
import { runbookEntries } from './entries/runbooks.ts';
import { script, scriptsRun } from './entries/scripts.ts';
import { severityTerms } from './entries/severities.ts';
import { publicUpdates } from './entries/status-pages.ts';
import { target } from './entries/targets.ts';
import { thresholds } from './entries/thresholds.ts';
import { verificationStep } from './entries/verification.ts';
import { choice, duration, list, mapping, name, numberBetween, text } from './values.ts';

// Every message here and in entries/ completes the sentence "found …, expected …"; that of unknown keys lists the known ones.

/** A file `systems/<id>.yaml`. Durations come out in ms. */
export const systemFile = mapping({
  system: z
    .string({ error: 'the name of the file without .yaml' })
    .regex(/^[a-z][a-z0-9-]{0,62}$/, 'an id of lower-case letters, digits and "-", at most 63'),
  title: text,
  document: text.optional(),
  pool: name.optional(),
  mode: choice(['live', 'shadow']).optional(),
  calendar: calendarEntry.optional(),
  severities: mapping({
    P0: severityTerms.optional(),
    P1: severityTerms.optional(),
    P2: severityTerms.optional(),
    P3: severityTerms.optional(),
  }).default({}),
  people: z.record(name, person, { error: 'people by name' }).default({}),
  roles: z
    .record(name, list(name).min(1, 'at least one name'), { error: 'lists of people by role' })
    .default({}),
  commander: name.optional(),
  stakeholders: name.optional(),
  onCall: onCall.optional(),
  externalContacts: z.record(text, text, { error: 'contacts by title' }).default({}),
  channels: channels.default({}),
  ladder: ladder.default({}),
  policy: policy.default({}),
  targets: z.record(name, target, { error: 'targets by name' }).default({}),
  dependencies: list(dependency).max(20, 'at most 20').default([]),
  repository: repository.optional(),
  alertmanager: alertmanager.optional(),
  thresholds,
  scriptsRun: scriptsRun.optional(),
  scripts: z.record(name, script, { error: 'scripts by name' }).default({}),
  inPod: z.record(name, inPodEntry, { error: 'programs by name' }).default({}),
  mitigations: z.record(name, mitigationEntry, { error: 'mitigations by name' }).default({}),
  runbooks: runbookEntries,
  verification: mapping({
    health: name.optional(),
    probes: numberBetween(1, 100).int('a whole number').optional(),
    every: duration.optional(),
    steps: list(verificationStep).default([]),
  }).prefault({}),
  stability: mapping({ window: duration, every: duration, note: text.optional() })
    .superRefine(({ window, every }, context) => {
      if (every <= window) return;
      const message = `at most the window (${durationText(window)})`;
      context.addIssue({ code: 'custom', path: ['every'], message });
    })
    .optional(),
  phases: list(phase).default([]),
  followUps: list(followUp).default([]),
  messages: messages.default({}),
  publicUpdates: publicUpdates.optional(),
  postMortem: postMortem.default([]),
  statusWords: statusWords.default({}),
  links: links.default({}),
  routes: list(route).default([]),
  maintenance: list(maintenanceWindow).max(100, 'at most 100').default([]),
  explains: list(explains).max(20, 'at most 20').default([]),
  hooks: hooks.default({}),
});

type Written = z.output<typeof systemFile>;

export interface SystemFile extends Omit<Written, 'mitigations'> {
  mitigations: Record<string, MitigationEntry>;
}
