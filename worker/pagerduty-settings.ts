import type { PagerDutySettings } from '../activities/pagerduty/on-calls.ts';

/** What the environment says about PagerDuty; `value` also reads NAME_FILE. `wrong` has a sentence per mistake. */
export function readPagerDutySettings(value: (name: string) => string | undefined): {
  pagerDuty?: PagerDutySettings;
  wrong: string[];
} {
  const wrong: string[] = [];
  const read = (name: string) => {
    try {
      return value(name)?.trim() || undefined;
    } catch (error) {
      wrong.push(`${(error as Error).message}.`);
      return undefined;
    }
  };
  const token = read('MAYDAY_PAGERDUTY_TOKEN');
  const url = read('MAYDAY_PAGERDUTY_URL') ?? 'https://api.pagerduty.com';
  if (token && !/^[\x21-\x7e]+$/.test(token)) wrong.push('MAYDAY_PAGERDUTY_TOKEN is no API key.');
  const { protocol, username, search } = URL.parse(url) ?? {};
  if (!/^https?:$/.test(protocol ?? '') || username || search) {
    wrong.push('MAYDAY_PAGERDUTY_URL is no base of a REST API, like https://api.eu.pagerduty.com.');
  }
  return { ...(token ? { pagerDuty: { token, url } } : {}), wrong };
}
