import type { SetMaxConnections } from '../../workflows/contract/databases.ts';
import type { Place } from '../postgres/failures.ts';
import type { MaxConnections } from '../postgres/max-connections.ts';

/** Why ALTER SYSTEM is of no use at a server, forward or back. */
export function neverRaised(
  { source, fixed, standby }: MaxConnections,
  { server }: Pick<Place, 'server'>,
): string | undefined {
  if (standby) {
    return `The server at ${server} is a standby: name the primary in the target's URL, or do it by hand, standbys first.`;
  }
  if (fixed) {
    return `At ${server} ALTER SYSTEM is switched off (allow_alter_system), since something else keeps its configuration: change max_connections there.`;
  }
  if (source === 'command line' || source === 'environment variable') {
    return `The server at ${server} gets max_connections on its command line, which comes before ALTER SYSTEM: change it where the server is started (of a container, its args).`;
  }
  return undefined;
}

/** Why it would raise nothing, or too much. */
export function notARaise(
  { value, ceiling }: Pick<SetMaxConnections, 'value' | 'ceiling'>,
  { running, written }: MaxConnections,
): string | undefined {
  if (value > ceiling) {
    return `${value} connections are more than the ceiling of ${ceiling} (policy.ceilings.connections): each takes memory, whether it works or not. Use a pooler, or raise the ceiling.`;
  }
  if (written !== null && written > value) {
    return `${written} connections are written for its next start already: ${value} would be fewer. Restart it for them.`;
  }
  if (running > value || (running === value && written !== value)) {
    return `The server lets ${running} connections in already: ${value} raises nothing.`;
  }
  return undefined;
}
