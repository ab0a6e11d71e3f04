import { duration, list, mapping, name } from '../values.ts';

const hour = 3_600_000;

/** Which trouble is only what another one looks like from outside. */
export const explains = mapping({
  runbook: name,
  explains: list(name).min(1, 'at least one runbook'),
  within: duration.refine((ms) => ms <= hour, 'a duration of at most 1h').optional(),
});
