import { ApplicationFailure } from '@temporalio/common';
import { followUpsOf, reviewsOf } from '../../systems/follow-ups.ts';
import type { SystemFile } from '../../systems/schema.ts';
import type { EndedIncident, FollowUpActivities } from '../../workflows/contract/follow-ups.ts';
import { type LadderStep, type SystemProfile, whoseTurn } from '../../workflows/contract/profile.ts';
import { currentProfile } from '../catalogue/current-profile.ts';
import type { CoordinationDependencies } from '../dependencies.ts';

type Dependencies = Pick<CoordinationDependencies, 'catalogue' | 'searchAttributes'>;

interface Owner {
  owner?: string;
  people: string[];
}

/** The checklists of a system with owners and due times. A file that cannot be had leaves what Mayday assumes. */
export function listFollowUps({
  catalogue,
  searchAttributes,
}: Dependencies): FollowUpActivities['listFollowUps'] {
  return async (ended) => {
    const { file, unreadable } = fileOf(catalogue, ended.system);
    const profile = currentProfile(catalogue, ended);
    const { responseLadder, resolutionLadder } = profile.severities[ended.severity];
    const steps = resolutionLadder.length > 0 ? resolutionLadder : responseLadder;
    const ladder = steps.map(({ role, people }): LadderStep => ({ role, people }));
    const endedAt = new Date(ended.endedAt);
    const listed = ended.fixed ? followUpsOf(file, endedAt) : { items: [], assumed: [] };
    const items = [...reviewsOf(ended.reviews, endedAt), ...listed.items];
    const { says, ...owner } = ownerOf(ended, profile, file, responseLadder);
    return {
      items: items.map((item, i) => ({ number: i + 1, ...item, ...owner })),
      ladder,
      shifts: profile.shifts,
      roles: profile.roles,
      assumed: [...unreadable, ...listed.assumed, ...says],
      searchAttributes,
    };
  };
}

function fileOf(
  catalogue: Dependencies['catalogue'],
  system: string,
): { file?: SystemFile; unreadable: string[] } {
  try {
    return { file: catalogue.file(system), unreadable: [] };
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error;
    return { unreadable: [`follow-ups: the file of ${system} cannot be had at the moment`] };
  }
}

/** The incident's commander, else the file's, else who acknowledged, else the first of the ladder. A placeholder owns nothing. */
function ownerOf(
  { commander, acknowledgedBy, endedAt }: EndedIncident,
  { roles, shifts }: SystemProfile,
  file: SystemFile | undefined,
  responseLadder: LadderStep[],
): Owner & { says: string[] } {
  const isReal = (person: string) => !file?.people[person]?.placeholder;
  const onDuty = (step: LadderStep) => whoseTurn(shifts, step, Date.parse(endedAt));
  const holders = (role: string) => {
    const people = Object.hasOwn(roles, role) ? roles[role] : undefined;
    return people && onDuty({ role, people }).filter(isReal);
  };
  if (commander) return { owner: commander, people: holders(commander) ?? [commander], says: [] };
  const standing = file?.commander ?? '';
  const held = holders(standing) ?? [];
  if (held.length > 0) return { owner: standing, people: held, says: [] };
  if (acknowledgedBy) return { owner: acknowledgedBy, people: [acknowledgedBy], says: [] };
  const first = responseLadder.find(({ people }) => people.length > 0);
  if (first) {
    const says = `owner: there was no commander and nobody acknowledged, so ${first.role}`;
    return { owner: first.role, people: onDuty(first), says: [says] };
  }
  return { people: [], says: ['owner: nobody is known; give the items to somebody with the verb assign'] };
}
