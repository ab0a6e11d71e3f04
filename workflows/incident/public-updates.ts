import { CancellationScope, isCancellation, patched } from '@temporalio/workflow';
import type { PublicUpdates } from '../contract/public-updates.ts';
import type { Incident } from './incident.ts';
import { askForPublic, type PublicNews, proposeText, publish, textOf } from './public-text.ts';
import { publicNews } from './publicly.ts';
import { isFinal, reason, unlessCancelled } from './reason.ts';

/** ms until a page that could not be asked is asked again. */
const pause = 600_000;

/**
 * Tells the public where the incident is, phase by phase, beside its story: each text once, after somebody's yes where
 * the policy asks for one. A text that the incident has overtaken is withdrawn.
 */
export async function keepPublicInformed(incident: Incident): Promise<void> {
  const updates = updatesOf(incident);
  if (!updates) return;
  for (;;) {
    await incident.waitFor('News for the public', () => newsFor(incident, updates) !== undefined, Infinity);
    incident.telling = true;
    try {
      const news = newsFor(incident, updates);
      if (news) await tell(incident, updates, news);
    } finally {
      incident.telling = false;
    }
  }
}

/** Whether the public still has to hear that it is over. */
export function publicWaitsForTheEnd(incident: Incident): boolean {
  const { told, approved } = incident.state.publicly ?? {};
  if (updatesOf(incident) === undefined) return false;
  if (told !== undefined) return told !== 'resolved';
  // Once the first text has come, nobody but this incident says that it is over.
  return approved !== undefined && patched('the end waits for the first text');
}

/**
 * The public hears that it is over before the incident is, for as long as a question waits. False where something else
 * came up meanwhile.
 */
export async function publicHearsOfTheEnd(incident: Incident): Promise<boolean> {
  const { inbox } = incident;
  incident.overForPublic = true;
  const stops = () => isSettled(incident) || inbox.newEpisode || inbox.lookAgain || incident.interrupted;
  await incident.rest('The public hears that it is over', stops, incident.approvalDue + 60_000);
  const stays = isSettled(incident) || inbox.skip !== undefined || !stops();
  inbox.skip = undefined;
  if (!stays) incident.overForPublic = false;
  return stays;
}

/** The same at an end that a person gave it, which nothing else keeps any more. */
export async function publicHearsOfThisEnd(incident: Incident): Promise<void> {
  incident.overForPublic = true;
  const scope = new CancellationScope({ cancellable: true });
  scope.run(() => keepPublicInformed(incident)).catch(unlessCancelled);
  await incident.waitFor(
    'The public hears that it is over',
    () => isSettled(incident),
    incident.approvalDue + 60_000,
  );
  scope.cancel();
}

/** What the public would be told at the opening, for a dry run. */
export async function rehearsePublicUpdate(incident: Incident): Promise<void> {
  const updates = updatesOf(incident);
  const news = updates && newsFor(incident, updates);
  if (news) await wouldTell(incident, updates, news);
}

function updatesOf({ profile }: Incident): PublicUpdates | undefined {
  return profile.runbook.restricted ? undefined : profile.publicUpdates;
}

function isSettled({ state }: Incident): boolean {
  const { settled, told, approved, unknown } = state.publicly ?? {};
  const saysNothing = told === undefined && approved === undefined && unknown === undefined;
  return settled === 'resolved' || told === 'resolved' || saysNothing;
}

/** What there is to say: what somebody asks for comes first, then the text under way, then the phase. */
function newsFor(incident: Incident, updates: PublicUpdates): PublicNews | undefined {
  const { state, inbox, overForPublic } = incident;
  const { unknown, approved } = state.publicly ?? {};
  if (unknown || approved) return undefined;
  const phase = overForPublic ? 'resolved' : state.phase;
  if (inbox.publish) return { ...inbox.publish, phase };
  return publicNews(updates, state.publicly ?? { plans: 0 }, { phase, severity: state.severity });
}

async function tell(incident: Incident, updates: PublicUpdates, news: PublicNews): Promise<void> {
  if (incident.conduct.quiet) return await wouldTell(incident, updates, news);
  const waits = incident.state.publicly?.pending;
  // From the run before, or from before its end.
  const same = waits && waits.parameters?.phase === news.phase && !news.by;
  if (waits && !same) {
    incident.announce({ kind: 'plan withdrawn', plan: waits.id, because: 'the incident has moved on' });
  }
  const plan = same ? waits : await words(incident, updates, news);
  if (!plan) return;
  const isOvertaken = () => {
    if (incident.inbox.publish) return true;
    const moved = newsFor(incident, updates)?.phase !== news.phase;
    return moved && (!news.by || incident.overForPublic);
  };
  const approvals = plan.needs === 0 ? [] : await askForPublic(incident, plan, isOvertaken);
  if (approvals) await CancellationScope.nonCancellable(() => publish(incident, updates, plan, approvals));
}

/** The text as a plan; undefined where there can be none now. */
async function words(incident: Incident, updates: PublicUpdates, news: PublicNews) {
  if (news.by) incident.inbox.publish = undefined;
  const { status, phase: forPhase } = news;
  try {
    return await proposeText(incident, updates, news);
  } catch (error) {
    if (isCancellation(error)) throw error;
    const again = !isFinal(error) && !news.by;
    const said = incident.timeline.some(
      ({ fact }) => fact.kind === 'public not told' && fact.again && fact.forPhase === forPhase,
    );
    if (!again || !said) {
      const because = reason(error);
      incident.announce({ kind: 'public not told', status, forPhase, because, ...(again && { again }) });
    }
    if (!again) return undefined;
    const overtaken = () =>
      newsFor(incident, updates)?.phase !== forPhase || incident.inbox.publish !== undefined;
    incident.telling = false;
    await incident.waitFor('Until the status page is asked again', overtaken, Date.now() + pause);
    return undefined;
  }
}

async function wouldTell(incident: Incident, updates: PublicUpdates, news: PublicNews): Promise<void> {
  incident.inbox.publish = undefined;
  const { status, phase: forPhase } = news;
  try {
    const { heading, message } = await textOf(incident, updates, news);
    const of = updates.by === 'ask' ? updates.approvers : [];
    incident.announce({ kind: 'would tell the public', status, forPhase, heading, message, of });
  } catch (error) {
    if (isCancellation(error)) throw error;
    incident.announce({ kind: 'public not told', status, forPhase, because: reason(error) });
  }
}
