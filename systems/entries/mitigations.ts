import { z } from 'zod';
import { sessionStates } from '../../workflows/contract/mitigations.ts';
import { defaultImprovement } from '../defaults.ts';
import { durationText } from '../duration.ts';
import { oneOf } from '../nearest.ts';
import { choice, duration, list, mapping, name, numberBetween, text } from '../values.ts';
import { restoreDatabase } from './backups.ts';
import { deleteOldFiles, pruneImages } from './host-mitigations.ts';
import { anyRisk, awaited, common, kubernetesActions, kubernetesEntries } from './kubernetes-mitigations.ts';
import { publishStatus } from './status-pages.ts';
import type { TargetKind } from './targets.ts';
import { mailUsers, postToX } from './tellings.ts';

const improvement = mapping({
  metric: choice(['connectionsUsed']),
  below: numberBetween(1, 100),
  within: duration.optional(),
  readings: numberBetween(1, 100).int('a whole number').optional(),
  every: duration.optional(),
}).superRefine((given, context) => {
  const { within, readings, every } = { ...defaultImprovement, ...defined(given) };
  const takes = (readings - 1) * every;
  if (takes <= within) return;
  const message = `at least ${durationText(takes)}, which ${readings} readings every ${durationText(every)} take`;
  context.addIssue({ code: 'custom', path: ['within'], message });
});

const destructive = z.literal('destructive', { error: 'destructive, since it cannot be taken back' });

const terminateSessions = mapping({
  title: text,
  byHand: common.byHand,
  verify: common.verify,
  action: z.literal('postgres.terminateSessions'),
  target: name,
  sessions: mapping({
    state: choice(sessionStates),
    longerThan: duration,
    atMost: numberBetween(1, 1000).int('a whole number'),
  }),
  risk: z.enum(['disruptive', 'destructive'], {
    error: 'disruptive or destructive, since terminating a session cannot be taken back',
  }),
  improves: improvement.optional(),
});

// PostgreSQL takes no more for max_connections.
const connections = numberBetween(1, 262_143).int('a whole number');

const limitConnections = mapping({
  ...common,
  action: z.literal('postgres.limitConnections'),
  target: name,
  // A role may be called anything; an identifier is cut after 63 bytes.
  role: text.refine((role) => Buffer.byteLength(role) <= 63, 'a role, whose name has at most 63 bytes'),
  asks: mapping({
    limit: mapping({ question: text, min: connections.optional(), max: connections.optional() }).refine(
      ({ min = 1, max = min }) => min <= max,
      { path: ['max'], error: 'a number that is not below min' },
    ),
  }),
  risk: anyRisk,
  improves: improvement.optional(),
});

const setMaxConnections = mapping({
  ...common,
  action: z.literal('postgres.setMaxConnections'),
  target: name,
  value: connections,
  restarts: name.optional(),
  risk: z.literal('destructive', { error: 'destructive, since the database goes down for it' }),
  improves: improvement.optional(),
});

const bundle = mapping({
  title: text,
  verify: common.verify,
  action: z.literal('bundle'),
  of: list(name).min(2, 'at least two mitigations'),
  improves: improvement.optional(),
});

const flushRedis = mapping({
  title: text,
  byHand: common.byHand,
  verify: common.verify,
  action: z.literal('redis.flush'),
  target: name,
  risk: destructive,
});

const asks = z
  .record(name, mapping({ question: text, example: text.optional() }), { error: 'questions by name' })
  .optional();

const runScript = mapping({
  ...awaited,
  asks,
  action: z.literal('script.run'),
  script: name,
  mode: name.optional(),
  changes: list(name).optional(),
  risk: anyRisk,
});

/** The kinds of targets that an action works on. */
export const targetKindsOf: Record<MitigationEntry['action'], readonly TargetKind[]> = {
  'postgres.terminateSessions': ['postgres'],
  'postgres.limitConnections': ['postgres'],
  'postgres.setMaxConnections': ['postgres'],
  'postgres.restore': ['postgres'],
  'kubernetes.restart': ['deployment', 'statefulSet', 'namespace'],
  'kubernetes.restartPod': ['deployment', 'statefulSet'],
  'kubernetes.scale': ['deployment', 'statefulSet'],
  'kubernetes.rollback': ['deployment', 'statefulSet'],
  'kubernetes.setResources': ['deployment', 'statefulSet'],
  'kubernetes.setEnvironment': ['deployment', 'statefulSet'],
  'kubernetes.patchConfigMap': ['configMap'],
  'kubernetes.patchSelector': ['service'],
  'kubernetes.annotateIngress': ['ingress'],
  'kubernetes.applyManifest': ['namespace'],
  'kubernetes.expandVolume': ['namespace'],
  'certificates.renew': ['certificate', 'namespace'],
  'redis.flush': ['redis'],
  'statusPage.publish': ['statusPage'],
  'x.post': ['x'],
  'mail.users': ['mailingList'],
  'script.run': [],
  'files.deleteOld': ['host'],
  'containers.pruneImages': ['host'],
  bundle: [],
};

/** A mitigation as a file describes it; durations come out in ms. */
export const mitigationEntry = z.discriminatedUnion(
  'action',
  [
    terminateSessions,
    limitConnections,
    setMaxConnections,
    bundle,
    restoreDatabase,
    ...kubernetesEntries,
    flushRedis,
    publishStatus,
    postToX,
    mailUsers,
    runScript,
    deleteOldFiles,
    pruneImages,
  ],
  {
    error: `an action: ${oneOf(['postgres.terminateSessions', 'postgres.limitConnections', 'postgres.setMaxConnections', 'bundle', ...kubernetesActions, 'redis.flush', 'script.run', 'postgres.restore', 'statusPage.publish', 'x.post', 'mail.users', 'files.deleteOld', 'containers.pruneImages'])}`,
  },
);

export type WrittenMitigation = z.output<typeof mitigationEntry>;

/** What changes something itself. */
export type SingleEntry = Exclude<WrittenMitigation, { action: 'bundle' }>;

/** Several mitigations of a file as one plan, with what it has of its parts. */
export type BundleEntry = Extract<WrittenMitigation, { action: 'bundle' }> & {
  risk: SingleEntry['risk'];
  byHand: string[];
};

export type MitigationEntry = SingleEntry | BundleEntry;

function defined<T extends object>(value: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never;
}
