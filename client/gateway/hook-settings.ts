import type { PagerDutyHookSettings } from './pager-duty/hook.ts';
import { secretList } from './secret-list.ts';

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

/** Each may hold several, `NEW,OLD`. */
export const hookSecretNames = [
  'MAYDAY_GRAFANA_SECRET',
  'MAYDAY_SENTRY_SECRET',
  'MAYDAY_PAGERDUTY_WEBHOOK_SECRET',
];

/** Reads the settings of the senders that are set up; a sentence per mistake goes to `wrong`. */
export function readHooks(environment: Record<string, string | undefined>, wrong: string[]): HookSettings {
  const grafana = secretList('MAYDAY_GRAFANA_SECRET', environment.MAYDAY_GRAFANA_SECRET, wrong);
  const sentry = secretList('MAYDAY_SENTRY_SECRET', environment.MAYDAY_SENTRY_SECRET, wrong);
  const { MAYDAY_GRAFANA_TIMESTAMP_HEADER: timestampHeader } = environment;
  if (timestampHeader && !/^[A-Za-z0-9-]+$/.test(timestampHeader)) {
    wrong.push(
      `MAYDAY_GRAFANA_TIMESTAMP_HEADER "${timestampHeader}" is no name of a header: write what stands as timestamp header at Grafana's contact point.`,
    );
  }
  if (timestampHeader && grafana.length === 0) {
    wrong.push('MAYDAY_GRAFANA_TIMESTAMP_HEADER belongs to MAYDAY_GRAFANA_SECRET: set both or neither.');
  }
  return {
    ...(grafana.length > 0
      ? { grafana: { secrets: grafana, ...(timestampHeader ? { timestampHeader } : {}) } }
      : {}),
    ...(sentry.length > 0 ? { sentry: { secrets: sentry } } : {}),
    ...readPagerDutyHook(environment, wrong),
  };
}

/** With the token of the REST API, PagerDuty's users are known by their addresses. */
function readPagerDutyHook(
  environment: Record<string, string | undefined>,
  wrong: string[],
): Pick<HookSettings, 'pagerDuty'> {
  const name = 'MAYDAY_PAGERDUTY_WEBHOOK_SECRET';
  const secrets = secretList(name, environment[name], wrong);
  if (secrets.length === 0) return {};
  const { MAYDAY_PAGERDUTY_TOKEN: token, MAYDAY_PAGERDUTY_URL: url = 'https://api.pagerduty.com' } =
    environment;
  return { pagerDuty: { secrets, ...(token ? { api: { token, url } } : {}) } };
}
