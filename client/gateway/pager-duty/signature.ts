import type { Check } from '../hooks.ts';
import { isSigned } from '../signature.ts';

const header = 'x-pagerduty-signature';

/** Any of the signatures that PagerDuty shows may be by any of our secrets. */
export function pagerDutyCheck(secrets: readonly string[] | undefined): Check {
  if (!secrets) {
    return {
      headers: () =>
        'This hook is not set up: give the gateway the secret of the webhook subscription as MAYDAY_PAGERDUTY_WEBHOOK_SECRET.',
    };
  }
  return {
    signature({ body, headers }) {
      const { [header]: value } = headers;
      const shown = (typeof value === 'string' ? value : '')
        .split(',')
        .map((each) => each.trim())
        .filter((each) => each.startsWith('v1='))
        .map((each) => each.slice(3));
      if (shown.length === 0) return 'It has no X-PagerDuty-Signature of version 1.';
      return isSigned({ secrets, parts: [body], shown })
        ? undefined
        : 'Its X-PagerDuty-Signature is not by the secret of MAYDAY_PAGERDUTY_WEBHOOK_SECRET: compare both sides.';
    },
  };
}
