import type { ReadEnvironment } from '../../settings/read-environment.ts';
import type { PagerDutyHookSettings } from './pager-duty/hook.ts';

export interface GrafanaSettings {
  secrets: readonly string[];
  /** Set if Grafana signs the time, too. */
  timestampHeader?: string;
}

export interface SentrySettings {
  /** Of the integration: its client secret. */
  secrets: readonly string[];
}

/** Senders that sign what they send. */
export interface HookSettings {
  grafana?: GrafanaSettings;
  sentry?: SentrySettings;
  pagerDuty?: PagerDutyHookSettings;
}

/** The senders that are set up. */
export function readHooks({ values, isSet, wrong }: ReadEnvironment): HookSettings {
  const {
    MAYDAY_GRAFANA_SECRET: grafana,
    MAYDAY_GRAFANA_TIMESTAMP_HEADER: timestampHeader,
    MAYDAY_SENTRY_SECRET: sentry,
    MAYDAY_PAGERDUTY_WEBHOOK_SECRET: pagerDuty,
    MAYDAY_PAGERDUTY_TOKEN: token,
    MAYDAY_PAGERDUTY_URL: url,
  } = values;
  if (isSet('MAYDAY_GRAFANA_TIMESTAMP_HEADER') && !isSet('MAYDAY_GRAFANA_SECRET')) {
    wrong.push('MAYDAY_GRAFANA_TIMESTAMP_HEADER belongs to MAYDAY_GRAFANA_SECRET: set both or neither.');
  }
  return {
    ...(grafana.length > 0
      ? { grafana: { secrets: grafana, ...(timestampHeader ? { timestampHeader } : {}) } }
      : {}),
    ...(sentry.length > 0 ? { sentry: { secrets: sentry } } : {}),
    // With the token of the REST API, PagerDuty's users are known by their addresses.
    ...(pagerDuty.length > 0
      ? { pagerDuty: { secrets: pagerDuty, ...(token ? { api: { token, url } } : {}) } }
      : {}),
  };
}
