import { Context } from '@temporalio/activity';
import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { HttpTarget } from '../../workflows/contract/profile.ts';
import type { PoolDependencies, Resolve } from '../dependencies.ts';
import { probe } from './probe.ts';

const patience = 3_000;

/**
 * Whether a service is healthy: every probe answers 2xx. One that does not ends the asking, and a service that nobody
 * reaches is sick.
 * @throws ApplicationFailure `InvalidInput` if the URL names a setting that is not set
 */
export function httpHealth(deps: Pick<PoolDependencies, 'resolve'>): PoolActivities['httpHealth'] {
  return async ({ target, probes, every }) => {
    const context = Context.current();
    const place = placeOf(target, deps.resolve);
    const evidence: NonNullable<Finding['evidence']> = [];
    const finding = (verdict: Finding['verdict'], says: string): Finding => ({
      check: 'health',
      verdict,
      says,
      evidence: evidence.slice(-20),
    });
    if (place.url === null) {
      return finding('unknown', `The URL of ${target.id} is not one: write http://host:port/path.`);
    }
    for (let number = 1; number <= probes; number += 1) {
      if (number > 1) await context.sleep(every);
      context.heartbeat({ probe: number });
      const answer = await probe(place.url, {
        patience,
        cancelled: context.cancellationSignal,
        mask: place.mask,
      });
      if (context.cancellationSignal.aborted) await context.cancelled;
      evidence.push({ probe: number, status: answer.status, ms: answer.ms });
      if (!answer.well)
        return finding('sick', `${place.shown} ${answer.says} (probe ${number} of ${probes}).`);
    }
    return finding('well', `${place.shown} answered ${probes} of ${probes} probes with success.`);
  };
}

/** The address to ask, what people are shown of it, and how texts are kept free of its secrets. */
function placeOf(target: HttpTarget, resolve: Resolve) {
  const url = URL.parse(resolve(target.url));
  const names = target.url.match(/\$\{[^}]+\}/g) ?? [];
  const held = [...names.map((name) => resolve(name)), ...(url ? secretsOf(url, names.length > 0) : [])];
  const secrets = held
    .flatMap(spellings)
    .filter((secret) => secret.length >= 4)
    .sort((a, b) => b.length - a.length);
  const mask = (text: string) => secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
  // Path and query may be secret, the host is not.
  const shown = `${target.id} (${url?.origin})`;
  return { url: url && /^https?:$/.test(url.protocol) ? url : null, shown, mask };
}

/** What is secret in a URL, decoded and as it stands there; its query only where settings are a part of the URL. */
function secretsOf({ username, password, search, searchParams }: URL, queryToo: boolean): string[] {
  const login = [decoded(password), password, `${decoded(username)}:${decoded(password)}`];
  if (!queryToo) return login;
  const asItStands = search.slice(1).split('&');
  return [...login, ...searchParams.values(), ...asItStands.map((one) => one.slice(one.indexOf('=') + 1))];
}

/** A secret as a service may say it back: plain, or in a URL, JSON or the header of basic auth. */
function spellings(secret: string): string[] {
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
