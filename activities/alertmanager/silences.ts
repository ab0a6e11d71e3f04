import { canonical } from '../../workflows/contract/keys.ts';
import type { Alertmanager, Matcher, Silence } from './api.ts';

const author = 'mayday';

/** What a silence says of itself; it is found again by the key id. */
export function commentOf({ incident, keyId }: { incident: string; keyId: string }): string {
  return `${incident}: somebody is at work on it (mayday show ${incident}) [${keyId}]`;
}

/** The silences of an incident that have not ended. */
export async function silencesOf(server: Alertmanager, keyId: string): Promise<Silence[]> {
  const all = await server.silences();
  return all.filter(
    ({ createdBy, comment, status }) =>
      createdBy === author && comment.endsWith(`[${keyId}]`) && status.state !== 'expired',
  );
}

/** What a new silence about exactly these labels begins with. */
export function about(labels: Record<string, string>): Pick<Silence, 'matchers' | 'createdBy'> {
  const matchers = Object.entries(labels).map(([name, value]) => ({
    name,
    value,
    isRegex: false,
    isEqual: true,
  }));
  return { matchers, createdBy: author };
}

/** Equal for matchers that mean the same, in whatever order they stand. */
export function meaningOf(matchers: readonly Matcher[]): string {
  const each = matchers.map(({ name, value, isRegex, isEqual = true }) =>
    canonical([name, value, isRegex, isEqual]),
  );
  return each.sort().join();
}
