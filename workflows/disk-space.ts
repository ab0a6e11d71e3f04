import type { DiskProfile, HostTarget } from './contract/disks.ts';
import type { Finding } from './contract/findings.ts';
import type { RunResult } from './contract/incident.ts';
import type { RunbookInput } from './contract/input.ts';
import { clusterQuestions } from './diagnosis/cluster-questions.ts';
import { offerAsCalledFor } from './diagnosis/offer-as-called-for.ts';
import type { Checks } from './incident/activities.ts';
import { coordinate } from './incident/coordinate.ts';
import type { Incident } from './incident/incident.ts';
import { handleIncident } from './incident/life.ts';
import type { Story } from './incident/rounds.ts';

/**
 * Disk space: which disks and volumes are full, what fills them, and what of it may go? (002 disk usage; 003 Common
 * Issues, 4)
 */
export async function diskSpace(input: RunbookInput): Promise<RunResult> {
  return await handleIncident('diskSpace', input, lookAtDisks);
}

async function lookAtDisks(incident: Incident): ReturnType<Story> {
  const { disks } = incident.profile.runbook;
  return disks ? await makeRoom(incident, disks) : await coordinate(incident);
}

type Questions = Record<string, (ask: Checks) => Promise<Finding>>;

async function makeRoom(incident: Incident, disks: DiskProfile): ReturnType<Story> {
  incident.inbox.newEpisode = false;
  const { hosts } = disks;
  const found = await incident.diagnose({
    ...Object.assign({}, ...hosts.map((host) => hostQuestions(incident, host, disks.above))),
    ...clusterQuestions(incident.profile, ['volume usage', 'volume claims']),
    health: incident.health,
  });
  const isWell = Object.values(found).every(({ verdict }) => verdict === 'well');
  if (isWell && hosts.length > 0) return 'nothing left';
  const sick = (check: string) => found[check]?.verdict === 'sick';
  return await offerAsCalledFor(incident, found, {
    'files.deleteOld': hosts
      .filter(({ id }) => deletionsOn(incident, id).some(({ name }) => sick(`old files of ${name}`)))
      .map(({ id }) => id),
    'containers.pruneImages': hosts.filter(({ id }) => sick(`dangling images on ${id}`)).map(({ id }) => id),
    'kubernetes.expandVolume': fullClaims(found),
  });
}

function hostQuestions(incident: Incident, host: HostTarget, above: number): Questions {
  const deletions = deletionsOn(incident, host.id).map((files): Questions => {
    const { roots, pattern, olderThan } = files;
    const question = { host, above, files: { roots, pattern, olderThan } };
    return { [`old files of ${files.name}`]: (ask) => ask.hostOldFiles(question) };
  });
  return Object.assign(
    {
      [`disks of ${host.id}`]: (ask: Checks) => ask.hostDisks({ host, above }),
      [`largest on ${host.id}`]: (ask: Checks) => ask.hostLargest({ host, above }),
    },
    ...deletions,
    host.containers === undefined
      ? {}
      : { [`dangling images on ${host.id}`]: (ask: Checks) => ask.hostDanglingImages({ host, above }) },
  );
}

function deletionsOn({ mitigations }: Incident, host: string) {
  return mitigations.flatMap((each) =>
    each.action === 'files.deleteOld' && each.target.id === host ? each : [],
  );
}

/** Claims that are nearly full, the fullest first. */
function fullClaims(found: Record<string, Finding>): string[] {
  return Object.entries(found)
    .filter(([check, { verdict }]) => check.startsWith('volume usage') && verdict === 'sick')
    .flatMap(([, { evidence = [] }]) =>
      evidence.flatMap(({ claim, trouble }) => (trouble ? String(claim) : [])),
    );
}
