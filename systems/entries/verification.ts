import { z } from 'zod';
import { duration, mapping, name, numberBetween, text } from '../values.ts';

const responseTimes = mapping({
  responseTimes: name,
  requests: numberBetween(2, 50).int('a whole number').optional(),
  p95Below: duration.optional(),
});

const errorsInLogs = mapping({
  errorsInLogs: name,
  since: duration.optional(),
  atMost: numberBetween(0, 100_000).int('a whole number').optional(),
});

const queries = mapping({
  queries: name,
  application: text.optional(),
  user: text.optional(),
  within: duration.optional(),
});

/** What must be well before an incident is over, by its first key. */
const kinds = {
  health: mapping({ health: name }),
  responseTimes,
  login: mapping({ login: name }),
  errorsInLogs,
  pods: mapping({ pods: name }),
  queries,
  errorRate: mapping({ errorRate: name }),
  inPod: mapping({ inPod: name }),
  script: mapping({ script: name, mode: name.optional() }),
  shows: mapping({ shows: text }),
} as const;

const ways = [
  '"health: TARGET"',
  '"responseTimes: TARGET" (requests: 10, p95Below: 2s)',
  '"login: TARGET"',
  '"errorsInLogs: WORKLOAD" (since: 5m, atMost: 0)',
  '"pods: WORKLOAD OR NAMESPACE"',
  '"queries: DATABASE" (application: NAME, user: NAME, within: 1m)',
  '"errorRate: PROMETHEUS"',
  '"inPod: NAME"',
  '"script: NAME" (mode: NAME)',
];

/** One step; of a problem within it, what its own kind takes is said. */
export const verificationStep = z.union(
  [
    kinds.health,
    kinds.responseTimes,
    kinds.login,
    kinds.errorsInLogs,
    kinds.pods,
    kinds.queries,
    kinds.errorRate,
    kinds.inPod,
    kinds.script,
    kinds.shows,
  ],
  { error: `${ways.join(', ')} or "shows: WHAT A PERSON LOOKS AT"` },
);

export type WrittenStep = z.output<typeof verificationStep>;
