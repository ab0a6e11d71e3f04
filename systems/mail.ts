import type { MailChannel } from '../workflows/contract/mail.ts';
import { type Severity, severities } from '../workflows/contract/profile.ts';
import { didYouMean, oneOf } from './nearest.ts';
import { found, member, members } from './places.ts';
import type { Path } from './read-yaml.ts';
import type { SystemFile } from './schema.ts';

/** Of a file that has an address and does not say which incidents it gets; of document 004, Internal Communication. */
const defaultSeverities: Severity[] = ['P0', 'P1'];

type Written = Pick<SystemFile, 'channels' | 'severities'>;

/** Who gets mail of which incidents; where the file asks for none, mail only stands in for what cannot be reached. */
export function mailProfile(file: Written & Pick<SystemFile, 'roles' | 'people'>): MailChannel {
  const { channels, severities: terms } = file;
  const { mail, email } = channels;
  const ofTeam = severities.filter((severity) => terms[severity]?.mail.includes('team'));
  return {
    kind: 'mail',
    to: addressesOf(file, mail?.to ?? (email ? [email] : [])),
    severities: mail?.severities ?? (ofTeam.length > 0 ? ofTeam : defaultSeverities),
    ...(mail || email ? {} : { optional: true }),
  };
}

/** The mail addresses behind addresses, roles and people's names; of whom the file has none is left out. */
export function addressesOf(
  { roles, people }: Pick<SystemFile, 'roles' | 'people'>,
  names: readonly string[],
): string[] {
  const holders = names.flatMap((each) => (Object.hasOwn(roles, each) && roles[each]) || [each]);
  const addresses = holders.flatMap((each) => {
    if (each.includes('@')) return each;
    return (Object.hasOwn(people, each) && people[each]?.email) || [];
  });
  return [...new Set(addresses)];
}

/** What the file leaves open of it, as one sentence; undefined if nothing. */
export function mailAssumed({ channels, severities: terms }: Written): string | undefined {
  const { mail, email } = channels;
  if ((!mail && !email) || mail?.severities) return undefined;
  if (severities.some((severity) => terms[severity]?.mail.includes('team'))) return undefined;
  return `mail: the file does not say of which incidents, so of ${defaultSeverities.join(' and ')}`;
}

/** Roles under `channels.mail` that the file does not have. */
export function mailProblems(file: unknown): { path: Path; says: string }[] {
  const roles = Object.keys(members(member(file, 'roles')));
  const given = [
    ['mail', 'to'],
    ['stakeholders', 'mail'],
  ].flatMap((place) => found(file, ['channels', ...place, '*']));
  return given.flatMap(({ path, value }) => {
    if (typeof value !== 'string' || value.includes('@') || roles.includes(value)) return [];
    const choices = roles.length > 0 ? ` (${oneOf(roles)})` : ', which has none';
    const says = `found ${JSON.stringify(value)}, expected a mail address, or a name under "roles"${choices}${didYouMean(value, roles)}`;
    return [{ path, says }];
  });
}
