import type { Catalogue } from '../../../systems/catalogue.ts';
import { channelProfiles } from '../../../systems/channels.ts';
import { type ChannelProfile, channelName } from '../../../workflows/contract/channels.ts';
import { doubtful, good, untried, type Verdict } from './report.ts';

/** What the files ask to be told in; whether a worker has the credentials only its worker knows, and says at the next incident. */
export function channels(catalogue: Catalogue): Verdict {
  const wanted = catalogue.systems().map((system) => ({ system, profiles: profilesOf(catalogue, system) }));
  if (wanted.length === 0) return untried('not tried, since there are no systems here');
  const unheard = wanted.filter(({ profiles }) => profiles.some(reachesNobody)).map(({ system }) => system);
  if (unheard.length > 0) {
    return doubtful(
      `mail of ${unheard.join(', ')} reaches nobody: give the people of the roles under "channels.mail" an "email"`,
    );
  }
  const asked = wanted.flatMap(({ system, profiles }) => {
    const names = profiles.filter(isAskedFor).map(channelName);
    return names.length > 0 ? [`${system} (${names.join(', ')})`] : [];
  });
  return good(
    asked.length > 0
      ? `asked for by ${asked.join(', ')}; what a worker has no credentials for, each incident says as "not configured"`
      : 'no file asks for any; those that the workers have are used',
  );
}

function isAskedFor(profile: ChannelProfile): boolean {
  return profile.kind !== 'log' && !('optional' in profile);
}

function reachesNobody(profile: ChannelProfile): boolean {
  return profile.kind === 'mail' && !profile.optional && profile.to.length === 0;
}

function profilesOf(catalogue: Catalogue, system: string): ChannelProfile[] {
  try {
    return channelProfiles(catalogue.file(system));
  } catch {
    // Why it cannot be read is said of the catalogue.
    return [];
  }
}
