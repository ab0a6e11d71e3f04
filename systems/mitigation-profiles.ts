import type { Mitigation, SingleMitigation } from '../workflows/contract/mitigations.ts';
import { restoreMitigation } from './backups.ts';
import { bundleOfTargets, bundleProfile } from './bundles.ts';
import { redisMitigation } from './caches.ts';
import type { SingleEntry } from './entries/mitigations.ts';
import { hostMitigation } from './hosts.ts';
import { kubernetesMitigations } from './kubernetes-mitigations.ts';
import { maxConnectionsMitigation } from './max-connections.ts';
import { postgresMitigation, postgresTarget } from './postgres-mitigations.ts';
import { requestsImprovement } from './requests-improvements.ts';
import type { SystemFile } from './schema.ts';
import { scriptMitigation } from './scripts.ts';
import { publishMitigation } from './status-pages.ts';
import { tellingMitigation } from './tellings.ts';
import { changeSteps } from './verification.ts';

/** In the order of the file; what has several targets is a bundle of the same change of each. */
export function mitigationProfiles(system: SystemFile, assume: (says: string) => void): Mitigation[] {
  const entries = Object.entries(system.mitigations);
  const singles = new Map(
    entries.flatMap(([name, entry]) =>
      entry.action === 'bundle' ? [] : [[name, singleMitigations(system, name, entry, assume)]],
    ),
  );
  const profiles = entries.flatMap(([name, entry]): Mitigation[] => {
    if (entry.action === 'bundle') return [bundleProfile(name, entry, singles, assume)];
    const [first, ...more] = singles.get(name) ?? [];
    if (!first) return [];
    return [more.length > 0 ? bundleOfTargets(name, entry, [first, ...more]) : first];
  });
  return profiles.map((each) => ({ ...each, ...changeSteps(system, each.name, assume) }));
}

function singleMitigations(
  system: SystemFile,
  name: string,
  entry: SingleEntry,
  assume: (says: string) => void,
): SingleMitigation[] {
  switch (entry.action) {
    case 'postgres.terminateSessions':
    case 'postgres.limitConnections':
      return [postgresMitigation(name, entry, postgresTarget(system, entry.target), assume)];
    case 'script.run':
      return [
        {
          ...scriptMitigation(system, name, entry, assume),
          improves: entry.improves && requestsImprovement(name, entry.improves, system, assume),
        },
      ];
    case 'postgres.restore':
      return [restoreMitigation(system, name, entry, assume)];
    case 'statusPage.publish':
      return [publishMitigation(system, name, entry)];
    case 'x.post':
    case 'mail.users':
      return [tellingMitigation(system, name, entry)];
    case 'postgres.setMaxConnections':
      return [maxConnectionsMitigation(system, name, entry, assume)];
    case 'files.deleteOld':
    case 'containers.pruneImages':
      return [hostMitigation(system, name, entry, assume)];
    case 'redis.flush':
      return [redisMitigation(system, name, entry)];
    default:
      return kubernetesMitigations(system, name, entry, assume);
  }
}
