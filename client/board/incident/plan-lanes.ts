import type { Followed } from '../../../workflows/contract/incident.ts';
import type { Plan } from '../../../workflows/contract/plans.ts';
import { sentence } from '../../../workflows/contract/sentences.ts';
import type { Fact, TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { type Bar, horizon, type Lane, type Mark } from './lane.ts';

/** A row for each plan, oldest first: how long it waited for a yes, how long it was carried out, and what came of it. */
export function planLanes(followed: Followed): Lane[] {
  return followed.timeline.flatMap(({ at, fact }) =>
    fact.kind === 'planned' ? [planLane(followed, at, fact.plan)] : [],
  );
}

const decides: readonly Fact['kind'][] = ['approved', 'rejected', 'approval expired', 'plan withdrawn'];
const carriedOut: readonly Fact['kind'][] = ['applied', 'apply refused', 'not applied', 'outcome unknown'];

function planLane(followed: Followed, at: string, { id: plan, title, ...planned }: Plan): Lane {
  const about = followed.timeline.filter(({ fact }) => 'plan' in fact && fact.plan === plan);
  const decided = about.find(({ fact }) => decides.includes(fact.kind));
  const done = about.find(({ fact }) => carriedOut.includes(fact.kind));
  const { view } = followed;
  const waiting = [view.pending, view.forPublic].find((each) => each?.id === plan);
  const last = horizon(followed);
  const bars: Bar[] = [
    {
      from: at,
      to: decided?.at ?? waiting?.expiresAt ?? (view.endedAt ? last : planned.expiresAt),
      style: waiting ? 'waits open' : 'waits',
      label: 'waits',
      says: `plan ${plan}, ${title}: waits for a decision`,
    },
  ];
  if (decided?.fact.kind === 'approved') {
    bars.push({
      from: decided.at,
      to: done?.at ?? last,
      style: done ? 'works' : 'works open',
      label: 'applied',
      says: `plan ${plan} is carried out`,
    });
  }
  return { label: `Plan ${plan}`, bars, marks: about.flatMap(markOf) };
}

const styles: Partial<Record<Fact['kind'], [Mark['shape'], Mark['style']]>> = {
  'approval counted': ['dot', 'good'],
  approved: ['dot', 'good'],
  applied: ['tick', 'good'],
  improved: ['dot', 'good'],
  'rolled out': ['tick', 'good'],
  rejected: ['cross', 'bad'],
  'approval expired': ['cross', 'warn'],
  'plan withdrawn': ['cross', 'warn'],
  'decision refused': ['tick', 'warn'],
  'apply refused': ['cross', 'bad'],
  'not applied': ['cross', 'warn'],
  'outcome unknown': ['cross', 'bad'],
  'not improved': ['cross', 'bad'],
  'not rolled out': ['cross', 'bad'],
};

function markOf({ at, fact }: TimelineEntry): Mark[] {
  const [shape, style] = styles[fact.kind] ?? [];
  return shape && style ? [{ at, shape, style, says: sentence(fact) }] : [];
}
