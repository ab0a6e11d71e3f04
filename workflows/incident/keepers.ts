import type { Freeze } from '../contract/freeze.ts';
import { text, unreadable } from './guards.ts';
import type { Incident } from './incident.ts';
import { hasEnded } from './state.ts';

/** A lease says that a target is free, or that somebody waits for one of ours. */
export function hearOfLease(incident: Incident, value: unknown): void {
  if (hasEnded(incident.state)) return;
  const { keyId, target, news, incident: other } = members(value);
  const [about, by] = [text(target), text(other)];
  const isNews = news === 'freed' || news === 'wanted';
  if (typeof keyId !== 'string' || !about || !by || !isNews) {
    refuse(incident, 'leaseNews', value);
    return;
  }
  if (keyId !== incident.keyId) return;
  if (news === 'freed') incident.inbox.freed.add(about);
  if (news !== 'wanted') return;
  const known = incident.timeline.some(
    ({ fact }) => fact.kind === 'target wanted' && fact.target === about && fact.waits === by,
  );
  if (!known) incident.announce({ kind: 'target wanted', target: about, waits: by });
}

/** A freeze says that it is in force, or over. It is shown; what it forbids is asked of the freeze itself. */
export function hearOfFreeze(incident: Incident, value: unknown): void {
  if (hasEnded(incident.state)) return;
  const { frozen: begun, thawed: over } = members(value);
  const { frozen } = incident.state;
  const [begins, ends] = [readFreeze(begun), readFreeze(over)];
  if (!begins && !ends) {
    refuse(incident, 'freezeNews', value);
    return;
  }
  if (begins && !(frozen?.system === begins.system && frozen.since === begins.since))
    incident.record({ kind: 'frozen', freeze: begins });
  if (!ends || frozen?.system !== ends.system) return;
  const { thawedBy, thawReason } = members(over);
  incident.record({ kind: 'thawed', who: text(thawedBy) ?? 'somebody', because: text(thawReason) });
}

function refuse(incident: Incident, verb: string, value: unknown): void {
  const because = unreadable(value) ?? 'only the keepers of leases and freezes send it';
  incident.record({ kind: 'message refused', verb, because });
}

function readFreeze(value: unknown): Freeze | undefined {
  const { system, by, reason, since } = members(value);
  const [who, why, when] = [text(by), text(reason), text(since)];
  if (!who || !why || !when) return undefined;
  return { system: text(system) ?? null, by: who, reason: why, since: when };
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
