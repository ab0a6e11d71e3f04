import type { PublishMessage } from '../contract/messages.ts';
import { claimed } from './guards.ts';
import type { Verb } from './verbs.ts';

/** Somebody wants the public told: it is worded, and asked for like any other text. */
export const publishText: Verb<PublishMessage> = (incident, message) => {
  const { profile, state, conduct, inbox } = incident;
  const { publicUpdates, runbook, severities } = profile;
  if (conduct.quiet) return { refused: `the public hears nothing of a ${conduct.mode} incident` };
  if (!publicUpdates)
    return {
      refused: `${profile.system} has no "publicUpdates" in its file, so there is no page to write on`,
    };
  if (runbook.restricted) return { refused: 'the incident is restricted, and nothing of it is told outside' };
  const { publicAt } = publicUpdates;
  const { told, unknown } = state.publicly ?? {};
  if (told === undefined && !publicAt.includes(state.severity)) {
    const heard = publicAt.map((each) => severities[each].label).join(' and ') || 'no severity';
    return { refused: `the public hears of ${heard} only, and this is ${incident.target.label}` };
  }
  if (unknown) {
    return {
      refused: `say first what plan ${unknown.id} did: mayday outcome ${incident.name} --plan ${unknown.id} done`,
    };
  }
  const status = message.status ?? told ?? 'investigating';
  if (told === undefined && status === 'resolved')
    return { refused: 'the public has heard nothing yet that could be over' };
  const by = claimed(message);
  const news = { status, ...(message.message === undefined ? {} : { message: message.message }), by };
  incident.announce({ kind: 'publish asked', ...news });
  inbox.publish = news;
  return { done: 'a text for the public is being made' };
};
