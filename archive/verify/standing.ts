import type { SeverityProfile } from '../../workflows/contract/profile.ts';
import { isForPublic } from '../../workflows/contract/public-updates.ts';
import type { Fact, TimelineEntry } from '../../workflows/contract/timeline.ts';
import { isEnd } from './ends.ts';
import type { Due } from './overdue.ts';

/** Where the two ladders of an incident are, entry by entry. */
export class Standing {
  /** How many entries there are until its clocks stop: what the public hears at an end that a person gave it comes later. */
  readonly clocksEnd: number;
  private readonly severities: Record<string, SeverityProfile>;
  private readonly openedAt: number;
  private severity = '';
  private acknowledged = false;
  private reached = 0;
  private reachedAt?: number;
  private readonly climbed: string[] = [];
  private climbedAt?: number;
  private warned = false;
  private exhausted = false;

  /** `resolvesSent`: RFC 3339, when people sent word that it is over. */
  constructor(
    timeline: readonly TimelineEntry[],
    severities: Record<string, SeverityProfile>,
    resolvesSent: readonly string[] = [],
  ) {
    this.severities = severities;
    this.openedAt = Date.parse(timeline[0]?.at ?? '');
    this.clocksEnd = clocksEnd(timeline, resolvesSent);
  }

  take({ at, fact }: TimelineEntry): void {
    switch (fact.kind) {
      case 'opened':
        this.severity = fact.severity;
        break;
      case 'severity changed':
        this.severity = fact.to;
        this.warned = false;
        this.exhausted &&= this.reached >= (this.severities[fact.to]?.responseLadder.length ?? 0);
        break;
      case 'acknowledged':
        this.acknowledged = true;
        break;
      case 'nobody left to page':
        this.exhausted = true;
        break;
      case 'resolution missed':
        this.warned = true;
        break;
      case 'paged':
      case 'would page':
        if (fact.ladder === 'response') {
          this.reached = fact.step + 1;
          this.reachedAt = Date.parse(at);
        } else {
          this.climbed.push(fact.role);
          this.climbedAt = Date.parse(at);
        }
    }
  }

  /** What the clocks have to do next, and when. */
  due(): Due[] {
    const profile = this.severities[this.severity];
    if (!profile) return [];
    return [this.response(profile), this.target(profile), this.resolution(profile)].flatMap(
      (due) => due ?? [],
    );
  }

  private response({ responseLadder, responseSteps }: SeverityProfile): Due | undefined {
    if (this.acknowledged || this.exhausted) return undefined;
    const step = Math.max(1, this.reached);
    const [at, gap] = [
      offset(responseSteps, step),
      offset(responseSteps, step) - offset(responseSteps, step - 1),
    ];
    const spaced = step === 1 || this.reachedAt === undefined ? 0 : this.reachedAt + gap;
    const next = responseLadder[this.reached];
    const what = next
      ? `${next.role} of the response ladder was not reached, though nobody had acknowledged`
      : 'it was not said that nobody is left on the response ladder';
    return { what, at: Math.max(this.openedAt + at, spaced) };
  }

  private target({ resolution }: SeverityProfile): Due | undefined {
    if (resolution === undefined || this.warned) return undefined;
    return { what: 'nobody was told that the resolution target had passed', at: this.openedAt + resolution };
  }

  private resolution({ resolutionLadder: ladder }: SeverityProfile): Due | undefined {
    const index = ladder.findIndex(({ role }) => !this.climbed.includes(role));
    const next = ladder[index];
    if (!next) return undefined;
    const gap = next.after - (ladder[index - 1]?.after ?? 0);
    const spaced = this.climbedAt === undefined ? 0 : this.climbedAt + gap;
    const what = `${next.role} of the resolution ladder was not reached, though it is not resolved`;
    return { what, at: Math.max(this.openedAt + next.after, spaced) };
  }
}

function clocksEnd(timeline: readonly TimelineEntry[], resolvesSent: readonly string[]): number {
  const ended = timeline.findIndex(({ fact }) => isEnd(fact));
  if (ended < 0) return timeline.length;
  let end = ended;
  while (end > 0 && isOfTheEnd(timeline[end - 1]?.fact)) end -= 1;
  const last = timeline[ended]?.fact;
  const sent = last?.kind === 'resolved' && last.by.kind === 'person' ? resolvesSent.at(-1) : undefined;
  if (sent === undefined) return end;
  const after = timeline.findIndex(({ at }) => Date.parse(at) > Date.parse(sent));
  return after < 0 ? end : Math.min(end, after);
}

/** How long after the opening (ms) a step comes; steps beyond the last go on at its pace. */
function offset(steps: readonly number[], step: number): number {
  if (step < 1) return 0;
  const known = steps[step - 1];
  if (known !== undefined) return known;
  const [last = 0, before = 0] = [steps.at(-1), steps.at(-2)];
  return last + (step - steps.length) * (last - before);
}

function isOfTheEnd(fact: Fact | undefined): boolean {
  if (fact?.kind === 'change stays' || fact?.kind === 'public not told') return true;
  if (fact?.kind === 'planned') return isForPublic(fact.plan.id);
  return fact !== undefined && 'plan' in fact && typeof fact.plan === 'number' && isForPublic(fact.plan);
}
