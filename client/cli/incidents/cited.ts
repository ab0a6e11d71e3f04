import { readRecords } from '../../../archive/records.ts';
import { timelineQuery } from '../../../workflows/contract/messages.ts';
import type { Plan } from '../../../workflows/contract/plans.ts';
import { type Cited, citedTargets } from '../../../workflows/contract/rehearsals.ts';
import type { Fact, TimelineEntry } from '../../../workflows/contract/timeline.ts';
import { CommandFailure, failure } from '../../failure.ts';
import { ask } from '../../incidents/ask.ts';
import { findIncident } from '../../incidents/find.ts';
import { matchIncidents } from '../../incidents/match.ts';
import type { Session } from '../session.ts';

/**
 * A plan of a dry run or a shadow incident, as its run tells it or as it was archived, and how it is cited.
 * @throws CommandFailure if there is no such plan
 */
export async function citedPlan(
  session: Session,
  from: string,
  number: number | undefined,
): Promise<{ plan: Plan; cites: Cited }> {
  const { incident, timeline } = (await told(session, from)) ?? (await archived(session, from));
  const plans = timeline.flatMap(({ fact }) => planOf(fact) ?? []);
  if (plans.length === 0) {
    throw failure(`${incident} has no plan to repeat: only dry runs and shadow incidents are cited.`);
  }
  const [only] = plans;
  const plan = number === undefined && plans.length === 1 ? only : plans.find(({ id }) => id === number);
  if (!plan) {
    const choices = plans.map(({ id, title }) => `${id} (${title})`).join(', ');
    throw failure(`Say which plan of ${incident} with --plan: ${choices}.`);
  }
  return { plan, cites: { incident, plan: plan.id, targets: citedTargets(plan.targets) } };
}

function planOf(fact: Fact): Plan | undefined {
  return fact.kind === 'rehearsed' || fact.kind === 'would ask' ? fact.plan : undefined;
}

interface Told {
  incident: string;
  timeline: TimelineEntry[];
}

/** Undefined where Temporal does not keep it any more, or nobody answers for it. */
async function told(session: Session, from: string): Promise<Told | undefined> {
  try {
    const found = await findIncident(session, from, 'all');
    const timeline = await ask(await session.temporal(), found, timelineQuery);
    return timeline && { incident: found.incident, timeline };
  } catch (error) {
    if (error instanceof CommandFailure) return undefined;
    throw error;
  }
}

async function archived({ config: { archiveDir } }: Session, from: string): Promise<Told> {
  const [record, ...more] = matchIncidents(from, await readRecords(archiveDir, () => {}));
  if (!record || more.length > 0) {
    throw failure(
      `Neither Temporal nor the archive at ${archiveDir} can tell of ${from}: see "mayday list --shadow --all".`,
    );
  }
  return record;
}
