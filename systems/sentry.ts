import type { SentryProfile } from '../workflows/contract/sentry.ts';
import { defaultRecentErrors } from './defaults.ts';
import type { SystemFile } from './schema.ts';

/** The first Sentry of a file. */
export function sentryProfile({ targets, thresholds }: Pick<SystemFile, 'targets' | 'thresholds'>): {
  sentry?: SentryProfile;
} {
  const [target] = Object.entries(targets).flatMap(([id, each]) =>
    each.kind === 'sentry' ? [{ ...each, id }] : [],
  );
  return target ? { sentry: { target, since: thresholds.recentErrors ?? defaultRecentErrors } } : {};
}
