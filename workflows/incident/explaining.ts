import { CancellationScope, getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow';
import type { Explained } from '../contract/activities.ts';
import { explainedSignal, explainsSignal, type OtherIncident } from '../contract/explaining.ts';
import { mayday } from '../contract/people.ts';
import type { AlertNote, Fact } from '../contract/timeline.ts';
import { stillExplains, tellExplained } from './activities.ts';
import { text } from './guards.ts';
import type { Incident } from './incident.ts';
import { hasEnded } from './state.ts';

/** ms between looks whether what explains a folded incident is still open. */
const lookEvery = 60_000;
/** ms after the opening; what opened just before is listed a moment late. */
const looks = [0, 15_000, 60_000];

/**
 * The life of an incident that another one stands for: nobody is reached and nothing proposed, its alerts are evidence of
 * the other one. It ends with its alerts; or once the other has ended, or somebody wants it looked at by itself: then what
 * fires still opens the next incident here.
 */
export async function waitFolded(incident: Incident, by: OtherIncident): Promise<Fact> {
  const { inbox } = incident;
  const own = () => inbox.lookAgain || incident.interrupted;
  for (;;) {
    const due = Date.now() + lookEvery;
    const woken = await incident.rest(
      `${by.incident} stands for it`,
      () => inbox.folded.length > 0 || own(),
      due,
    );
    const news = inbox.folded.splice(0);
    if (news.length > 0) await handOn(incident, by, news);
    if (own()) return opensItsOwn(incident, 'somebody wants it looked at by itself', true);
    if (isOver(incident)) {
      const because = `${by.incident} explains it, and its alerts have resolved`;
      return { kind: 'resolved', by: mayday, as: 'duplicate', because };
    }
    if (!woken && !(await stillExplains(by)))
      return opensItsOwn(incident, `${by.incident}, which explained it, is over`, false);
  }
}

function isOver({ state, timeline }: Incident): boolean {
  return Object.keys(state.firing).length === 0 && timeline.some(({ fact }) => fact.kind === 'alerts');
}

function opensItsOwn({ inbox }: Incident, because: string, alone: boolean): Fact {
  inbox.late.push(...inbox.stillFiring.values());
  inbox.nextOpens = { because, alone };
  const says = inbox.late.length > 0 ? `${because}: what fires still opens an incident of its own` : because;
  return { kind: 'resolved', by: mayday, as: 'duplicate', because: says };
}

/** Says which open incident explains one that opens now. */
export function openExplained(incident: Incident, { by, folded }: Explained): void {
  const { incident: name, runbook, workflowId } = by;
  incident.announce({ kind: 'explained', by: name, runbook, workflowId, folded });
  if (!folded) void CancellationScope.nonCancellable(() => handOn(incident, by, []));
}

type Alerts = Extract<Fact, { kind: 'alerts' }>;

async function handOn(incident: Incident, by: OtherIncident, news: readonly Alerts[]): Promise<void> {
  await getExternalWorkflowHandle(by.workflowId)
    .signal(explainsSignal, {
      keyId: by.keyId,
      of: asOther(incident),
      firing: news.flatMap(({ firing }) => firing),
      resolved: news.flatMap(({ resolved }) => resolved),
    })
    // It is over; the next look sees that.
    .catch(() => undefined);
}

function asOther({ name, keyId, profile }: Incident): OtherIncident {
  return { incident: name, keyId, runbook: profile.runbook.name, workflowId: workflowInfo().workflowId };
}

/** Looks a few times for open incidents that this one explains; each is told, and told of, once. */
export async function linkExplained(incident: Incident): Promise<void> {
  const { profile, openedAt, conduct } = incident;
  const { explains: rule, system } = profile;
  if (!rule) return;
  for (const after of looks) {
    const due = Date.parse(openedAt) + after;
    if (after > 0 && Date.now() > due + lookEvery) return;
    if (after > 0) await incident.waitFor('Which incidents does this one explain?', () => false, due);
    const by = asOther(incident);
    const found = await tellExplained({ system, mode: conduct.mode, rule, openedAt, by });
    for (const other of found) mention(incident, other, [], []);
  }
}

/** It explains another incident, or has more alerts of one; the first time all are told. */
function mention(incident: Incident, of: OtherIncident, firing: AlertNote[], resolved: AlertNote[]): void {
  const known = incident.timeline.some(
    ({ fact }) => fact.kind === 'explains' && fact.incident === of.incident,
  );
  if (known && firing.length + resolved.length === 0) return;
  const { incident: name, runbook, workflowId } = of;
  const fact: Fact = { kind: 'explains', incident: name, runbook, workflowId, firing, resolved };
  if (known) incident.record(fact);
  else incident.announce(fact);
}

/** Another incident says that it explains this one. */
export function hearOfExplaining(incident: Incident, value: unknown): void {
  if (hasEnded(incident.state)) return;
  const by = readOther(value);
  if (!by) {
    refuse(incident, explainedSignal.name);
    return;
  }
  const { incident: name, runbook, workflowId } = by;
  const known = incident.timeline.some(({ fact }) => fact.kind === 'explained' && fact.by === name);
  if (!known) incident.announce({ kind: 'explained', by: name, runbook, workflowId, folded: false });
}

/** Another incident has alerts that this one explains. */
export function hearOfExplained(incident: Incident, value: unknown): void {
  if (hasEnded(incident.state)) return;
  const { keyId, of, firing, resolved } = members(value);
  const other = readOther(of);
  if (!other || typeof keyId !== 'string') {
    refuse(incident, explainsSignal.name);
    return;
  }
  if (keyId === incident.keyId) mention(incident, other, readNotes(firing), readNotes(resolved));
}

function refuse(incident: Incident, verb: string): void {
  incident.record({ kind: 'message refused', verb, because: 'only incidents send it to each other' });
}

function readOther(value: unknown): OtherIncident | undefined {
  const { incident, keyId, runbook, workflowId } = members(value);
  const [name, key, of, at] = [text(incident), text(keyId), text(runbook), text(workflowId)];
  return name && key && of && at ? { incident: name, keyId: key, runbook: of, workflowId: at } : undefined;
}

function readNotes(value: unknown): AlertNote[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown) => {
    const { fingerprint, name, summary, startsAt } = members(each);
    const [print, called, since] = [text(fingerprint), text(name), text(startsAt)];
    if (!print || !called || !since) return [];
    return [{ fingerprint: print, name: called, summary: text(summary) ?? '', startsAt: since }];
  });
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
