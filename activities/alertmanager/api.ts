import { reach } from '../../outbound/reach.ts';
import type { AlertmanagerTarget } from '../../workflows/contract/alertmanager.ts';
import type { Resolve } from '../dependencies.ts';
import { webPlace } from '../http/place.ts';
import { failureOf, limited, notReached, redirected } from '../outside/failures.ts';

const patience = 4_000;

/** An alert as an Alertmanager lists it; what has resolved it does not list. */
export interface KnownAlert {
  fingerprint: string;
  labels: Record<string, string>;
  /** RFC 3339 */
  startsAt: string;
}

export interface Matcher {
  name: string;
  value: string;
  isRegex: boolean;
  isEqual?: boolean;
}

export interface Silence {
  id: string;
  status: { state: 'active' | 'pending' | 'expired' };
  matchers: Matcher[];
  /** RFC 3339 */
  startsAt: string;
  endsAt: string;
  createdBy: string;
  comment: string;
}

/** Our access to one Alertmanager, version 2 of its API; each throws an ApplicationFailure of `outside/failures.ts`. */
export interface Alertmanager {
  /** The alerts of these names, whether or not they are silenced. */
  alerts(names: readonly string[]): Promise<KnownAlert[]>;
  silences(): Promise<Silence[]>;
  /** Makes one, or changes the one of its id. */
  silence(given: Omit<Silence, 'id' | 'status'> & { id?: string }): Promise<void>;
  /** One that is gone already counts as ended. */
  end(id: string): Promise<void>;
}

/** Address and token are read anew for each question, so that renewed ones count at once. */
export function openAlertmanager(target: AlertmanagerTarget, resolve: Resolve): Alertmanager {
  const place = webPlace(target, resolve, target.bearer === undefined ? [] : [target.bearer]);
  const { url: base, shown } = place;
  if (base === null) {
    const says = `The URL of ${shown} is not one of an Alertmanager: write http://host:port.`;
    throw failureOf({ trouble: 'settings', says });
  }
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'mayday' };
  if (target.bearer !== undefined) headers.authorization = `Bearer ${resolve(target.bearer).trim()}`;
  else if (base.username || base.password) headers.authorization = basic(base);

  async function ask(method: string, path: string, given?: object, parameters: [string, string][] = []) {
    const url = new URL(base as URL);
    url.username = '';
    url.password = '';
    url.search = '';
    url.pathname = `${url.pathname.replace(/\/$/, '')}/api/v2/${path}`;
    for (const [name, value] of parameters) url.searchParams.append(name, value);
    try {
      const response = await reach(url, {
        method,
        headers: { ...headers, ...(given ? { 'content-type': 'application/json' } : {}) },
        ...(given ? { body: JSON.stringify(given) } : {}),
        signal: AbortSignal.timeout(patience),
      });
      const text = await response.text();
      if (!response.ok) throw redirected(response, place) ?? refused(response, text);
      return text;
    } catch (error) {
      throw notReached(error, place, patience);
    }
  }

  function refused(response: Response, text: string) {
    const { status } = response;
    const why = place.mask(text).trim().slice(0, 200);
    if (status === 429) return limited(response, place);
    if (status === 401 || status === 403) {
      const says = `${shown} does not let us in (${status}): see "bearer" of the file's alertmanager.`;
      return failureOf({ trouble: status === 401 ? 'credentials' : 'rights', says });
    }
    if (status === 404) {
      const says = `What answers at ${shown} has no /api/v2: write the address of an Alertmanager, with its path prefix.`;
      return failureOf({ trouble: 'not found', says });
    }
    if (status >= 500)
      return failureOf({ trouble: 'unreachable', says: `${shown} cannot answer now (${status}).` });
    return failureOf({ trouble: 'refused', says: `${shown} refuses it (${status}${why && `: ${why}`}).` });
  }

  function listOf<T>(text: string): T[] {
    try {
      const read: unknown = JSON.parse(text);
      if (Array.isArray(read)) return read as T[];
    } catch {
      // Said below.
    }
    const says = `What answers at ${shown} is no Alertmanager: write the address of one.`;
    throw failureOf({ trouble: 'settings', says });
  }

  return {
    async alerts(names) {
      const oneOf = names.map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)).join('|');
      return listOf<KnownAlert>(
        await ask('GET', 'alerts', undefined, [['filter', `alertname=~${JSON.stringify(oneOf)}`]]),
      );
    },
    silences: async () => listOf<Silence>(await ask('GET', 'silences')),
    async silence(given) {
      await ask('POST', 'silences', given);
    },
    async end(id) {
      try {
        await ask('DELETE', `silence/${encodeURIComponent(id)}`);
      } catch (error) {
        const { state } = (await this.silences()).find((each) => each.id === id)?.status ?? {};
        if (state === 'active' || state === 'pending') throw error;
      }
    },
  };
}

function basic({ username, password }: URL): string {
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
