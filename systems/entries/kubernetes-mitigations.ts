import { z } from 'zod';
import { defaultImprovement } from '../defaults.ts';
import { durationText } from '../duration.ts';
import { amount, choice, duration, list, mapping, name, numberBetween, text } from '../values.ts';
import { verificationStep } from './verification.ts';

const takes = (defaultImprovement.readings - 1) * defaultImprovement.every;

const awaitedImprovement = mapping({
  metric: choice([
    'errorRate',
    'latencyP95',
    'connectionsUsed',
    'cpuUsed',
    'memoryUsed',
    'diskUsed',
    'podsReady',
    'lag',
  ]),
  within: duration
    .refine((within) => within >= takes, `at least ${durationText(takes)}, which its readings take`)
    .optional(),
});

/** What every mitigation may say, whatever it does. */
export const common = {
  title: text,
  byHand: list(text).default([]),
  verify: list(verificationStep).default([]),
  temporary: z.boolean({ error: 'true or false' }).optional(),
};

export const anyRisk = choice(['reversible', 'disruptive', 'destructive']);

export const cannotBeTakenBack = z.enum(['disruptive', 'destructive'], {
  error: 'disruptive or destructive, since it cannot be taken back',
});

export const awaited = { ...common, improves: awaitedImprovement.optional() };

/** What else than the state of its own target calls for it. */
const calledForBy = choice(['dependencies']).optional();

const question = mapping({ question: text, example: text.optional() });

/** What a person is asked, by the names that an action knows. */
function asks<const Names extends readonly [string, ...string[]]>(...names: Names) {
  const shape = Object.fromEntries(names.map((each) => [each, question.optional()]));
  return mapping(shape as { [Name in Names[number]]: z.ZodOptional<typeof question> }).optional();
}

const replicas = numberBetween(0, 1000).int('a whole number');

const limits = mapping({ memory: amount('8Gi').optional(), cpu: amount('500m').optional() });

const values = z.record(text, text, { error: 'keys and their values' });

const below = text.refine(
  (file) => !file.startsWith('/') && !file.split('/').includes('..'),
  'the place of a file below the folder of manifests (MAYDAY_MANIFESTS)',
);

const destructive = z.literal('destructive', { error: 'destructive, since it cannot be taken back' });

const targets = list(name).min(1, 'at least one target');

/** What each action on a cluster takes beside that. */
const actions = {
  'kubernetes.restart': { targets, risk: cannotBeTakenBack },
  'kubernetes.restartPod': { target: name, asks: asks('pod'), risk: cannotBeTakenBack },
  'kubernetes.scale': {
    target: name,
    replicas,
    down: z.boolean({ error: 'true or false' }).optional(),
    risk: anyRisk,
  },
  'kubernetes.rollback': { targets, ifNewerThan: duration.optional(), risk: anyRisk },
  'kubernetes.setResources': {
    target: name,
    container: text.optional(),
    limits: limits.optional(),
    asks: asks('memory', 'cpu'),
    risk: anyRisk,
  },
  'kubernetes.setEnvironment': {
    target: name,
    container: text.optional(),
    values: values.optional(),
    asks: asks('variable', 'size'),
    risk: anyRisk,
  },
  'kubernetes.patchConfigMap': {
    target: name,
    values,
    restarts: targets.optional(),
    risk: anyRisk,
  },
  'kubernetes.patchSelector': { target: name, values, risk: anyRisk },
  'kubernetes.annotateIngress': { target: name, values, risk: anyRisk },
  'kubernetes.applyManifest': { target: name, file: below, risk: destructive },
  'kubernetes.expandVolume': { target: name, asks: asks('claim', 'namespace', 'size'), risk: anyRisk },
  'certificates.renew': { target: name, asks: asks('certificate', 'namespace'), risk: anyRisk },
} as const;

export type KubernetesAction = keyof typeof actions;

export const kubernetesActions = Object.keys(actions) as KubernetesAction[];

function of<Action extends KubernetesAction>(action: Action) {
  return mapping({ ...awaited, calledForBy, action: z.literal(action), ...actions[action] });
}

/** One schema for each action. */
export const kubernetesEntries = [
  of('kubernetes.restart'),
  of('kubernetes.restartPod'),
  of('kubernetes.scale'),
  of('kubernetes.rollback'),
  of('kubernetes.setResources'),
  of('kubernetes.setEnvironment'),
  of('kubernetes.patchConfigMap'),
  of('kubernetes.patchSelector'),
  of('kubernetes.annotateIngress'),
  of('kubernetes.applyManifest'),
  of('kubernetes.expandVolume'),
  of('certificates.renew'),
] as const;

export type KubernetesEntry = z.output<(typeof kubernetesEntries)[number]>;
