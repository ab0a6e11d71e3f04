import type { FollowUpClock } from '../contract/follow-ups.ts';
import { whoseTurn } from '../contract/profile.ts';
import type { FollowUps } from './follow-ups.ts';
import { agenda, type Saying } from './reminders.ts';

/** What fires next, and whom it reaches. */
export function clocks({ state, list }: FollowUps): FollowUpClock[] {
  if (state.endedAt) return [];
  return agenda(state.items, list.ladder.length, Date.now()).map((saying) => ({
    name: 'follow-ups',
    due: new Date(saying.at).toISOString(),
    fires: `${words[saying.says]}: ${saying.items.join(', ')}`,
    reaches: reaches(saying, { state, list }),
  }));
}

const words: Record<Saying['says'], string> = {
  begun: 'can begin',
  reminded: 'a reminder',
  overdue: 'overdue',
  climbed: 'the next on the ladder hears',
};

/** The owners of the items, or the step of the ladder that it climbs to. */
export function reaches(
  { says, step, items, at }: Saying,
  { state, list }: Pick<FollowUps, 'state' | 'list'>,
): string[] {
  const climbed = says === 'climbed' ? list.ladder[step ?? 0] : undefined;
  if (climbed) return whoseTurn(list.shifts, climbed, Math.max(at, Date.now()));
  const owners = state.items.filter(({ number }) => items.includes(number)).flatMap(({ people }) => people);
  return [...new Set(owners)];
}
