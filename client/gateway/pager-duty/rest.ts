import { z } from 'zod';
import { reach } from '../../../outbound/reach.ts';

/** PagerDuty's REST API. */
export interface PagerDutyApi {
  /** A key; reading is enough. */
  token: string;
  url: string;
}

/** Undefined = not known, whatever the reason: what PagerDuty tells is recorded all the same. */
export interface AskPagerDuty {
  email(user: string): Promise<string | undefined>;
  incidentKey(incident: string): Promise<string | undefined>;
}

/** ms */
const patience = 1_000;
const mostRemembered = 500;

const user = z.object({ user: z.object({ email: z.string() }) });
const incident = z.object({ incident: z.object({ incident_key: z.string() }) });

export function askPagerDuty({ token, url }: PagerDutyApi): AskPagerDuty {
  const emails = new Map<string, string>();

  async function ask(place: string): Promise<unknown> {
    try {
      const response = await reach(`${url.replace(/\/+$/, '')}/${place}`, {
        headers: {
          authorization: `Token token=${token}`,
          accept: 'application/vnd.pagerduty+json;version=2',
        },
        signal: AbortSignal.timeout(patience),
      });
      if (response.ok) return await response.json();
      await response.body?.cancel();
      return undefined;
    } catch {
      return undefined;
    }
  }

  return {
    async email(id) {
      const known = emails.get(id);
      if (known) return known;
      const { data } = user.safeParse(await ask(`users/${encodeURIComponent(id)}`));
      if (data && emails.size < mostRemembered) emails.set(id, data.user.email);
      return data?.user.email;
    },
    async incidentKey(id) {
      const { data } = incident.safeParse(await ask(`incidents/${encodeURIComponent(id)}`));
      return data?.incident.incident_key;
    },
  };
}
