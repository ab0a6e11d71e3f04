import { duration, mapping, numberBetween } from '../values.ts';

const percent = numberBetween(0, 100);

/** Good is on one side of a number; `for` is how long it must be on the other before it counts. */
const share = mapping({
  below: percent.optional(),
  above: percent.optional(),
  sickAbove: percent.optional(),
  for: duration.optional(),
})
  .refine((given) => Object.keys(given).some((key) => key !== 'for'), 'below, above or sickAbove')
  .refine(({ below = 0, sickAbove = 100 }) => below <= sickAbove, {
    path: ['below'],
    error: 'at most sickAbove',
  });

/** Above how many percent an incident is of a severity. */
const bySeverity = mapping({
  P0: percent.optional(),
  P1: percent.optional(),
  P2: percent.optional(),
  P3: percent.optional(),
});

/** What the document calls good, by metric. Shares are percent. */
export const thresholds = mapping({
  errorRate: share.optional(),
  errorSeverities: bySeverity.optional(),
  availability: share.optional(),
  connectionsUsed: share.optional(),
  cpuUsed: share.optional(),
  cpuThrottled: share.optional(),
  memoryUsed: share.optional(),
  diskUsed: share.optional(),
  usersAffected: share.optional(),
  latencyP95: mapping({ below: duration }).optional(),
  latencyFactor: mapping({ below: numberBetween(1, 1000) }).optional(),
  slowQuery: duration.optional(),
  longQuery: duration.optional(),
  idleSession: duration.optional(),
  recentDeploy: duration.optional(),
  recentErrors: duration.optional(),
  certificateExpiry: duration.optional(),
}).default({});
