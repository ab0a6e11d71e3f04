import { z } from 'zod';
import {
  type Improvement,
  type Mitigation,
  type PostgresTarget,
  sessionStates,
} from '../workflows/contract/profile.ts';
import { defaultImprovement } from './defaults.ts';
import { durationText } from './duration.ts';
import { choice, duration, mapping, name, numberBetween, text } from './values.ts';

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

const terminateSessions = mapping({
  title: text,
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
  title: text,
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
  temporary: z.boolean({ error: 'true or false' }).optional(),
  risk: z.enum(['reversible', 'disruptive', 'destructive'], {
    error: 'reversible, disruptive or destructive',
  }),
  improves: improvement.optional(),
});

/** A mitigation as a file describes it; durations come out in ms. */
export const mitigationEntry = z.discriminatedUnion('action', [terminateSessions, limitConnections], {
  error: 'an action: postgres.terminateSessions or postgres.limitConnections',
});

export type MitigationEntry = z.output<typeof mitigationEntry>;

/** What a run needs of a mitigation; `assume` hears what the file leaves open. */
export function mitigationProfile(
  mitigation: string,
  entry: MitigationEntry,
  target: PostgresTarget,
  assume: (says: string) => void,
): Mitigation {
  const terms = {
    name: mitigation,
    target,
    improves: entry.improves && improvementOf(mitigation, entry.improves, assume),
  };
  if (entry.action === 'postgres.terminateSessions') {
    return { ...entry, ...terms, asks: [], temporary: false };
  }
  if (entry.temporary === undefined) {
    assume(`${mitigation}: the file does not say whether it is temporary, so it is taken back at the end`);
  }
  const { min = 1, ...limit } = entry.asks.limit;
  return {
    ...entry,
    ...terms,
    asks: [{ name: 'limit', kind: 'integer', ...limit, min }],
    temporary: entry.temporary ?? true,
  };
}

function improvementOf(
  mitigation: string,
  improves: NonNullable<MitigationEntry['improves']>,
  assume: (says: string) => void,
): Improvement {
  for (const part of ['within', 'readings', 'every'] as const) {
    if (improves[part] !== undefined) continue;
    const value = defaultImprovement[part];
    assume(
      `${mitigation}: the file gives no "${part}", so ${part === 'readings' ? value : durationText(value)}`,
    );
  }
  return {
    metric: improves.metric,
    below: improves.below,
    within: improves.within ?? defaultImprovement.within,
    readings: improves.readings ?? defaultImprovement.readings,
    every: improves.every ?? defaultImprovement.every,
  };
}

function defined<T extends object>(value: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never;
}
