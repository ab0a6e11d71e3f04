import { whatPeopleCanDo } from '../incident/guidance.ts';
import type { Incident } from '../incident/incident.ts';
import { openQuestions } from '../incident/questions.ts';
import { hasEnded } from '../incident/state.ts';
import { mayType } from './typed-approval.ts';

/** A signal that fits now: its name, the JSON of its input, and what it does. */
export interface ToPaste {
  signal: string;
  input: Record<string, unknown>;
  says: string;
}

export const signalsTitle = 'Signals that fit now, with your name for NAME';

const by = 'NAME';
/** Of a plan's hash; eight would do. */
const digits = 12;
/** Mitigations that are shown to be proposed. */
const mostOffers = 8;

/** What a person can send from the Temporal UI now, first what is waited for. */
export function toPaste(incident: Incident): ToPaste[] {
  const { state, profile } = incident;
  if (hasEnded(state)) return [];
  return [
    ...(state.acknowledged ? [] : [{ signal: 'acknowledge', input: { by }, says: 'I have seen it' }]),
    ...decisions(incident),
    ...answers(incident),
    ...unknownOutcome(incident),
    ...(state.takenOverBy ? [recheck] : []),
    ...(state.upToPeople ? [recheck, ...proposals(incident)] : []),
    ...(state.phase === 'monitoring' && !state.pending
      ? [{ signal: 'skip', input: { by }, says: 'End the stability window now' }]
      : []),
    ...checklist(incident),
    { signal: 'note', input: { text: '…', by }, says: 'Write something on the timeline' },
    ...(state.commander
      ? []
      : [
          {
            signal: 'assign',
            input: { to: commanderRole(profile.roles), by },
            says: 'Say who commands: a person or a role',
          },
        ]),
    ...(state.takenOverBy || incident.conduct.quiet
      ? []
      : [{ signal: 'takeOver', input: { by }, says: 'I work by hand: propose nothing until a recheck' }]),
    {
      signal: 'resolve',
      input: { as: 'fixed', reason: '…', by },
      says: 'End it, as fixed, false alarm or duplicate',
    },
  ];
}

const recheck: ToPaste = {
  signal: 'recheck',
  input: { by },
  says: 'Look at the system again and go on from there',
};

/** Yes and no to the plans that wait: no where it counts from here, yes only where the policy lets it. */
function decisions({ state, profile, conduct }: Incident): ToPaste[] {
  if (conduct.quiet) return [];
  const waiting = [state.pending, state.publicly?.pending].filter((plan) => plan !== undefined);
  return waiting.flatMap((plan) => {
    const { id } = plan;
    const hash = plan.hash.slice(0, digits);
    const approve = { signal: 'approve', input: { plan: id, hash, by }, says: `Yes to plan ${id}` };
    const reject = {
      signal: 'reject',
      input: { plan: id, hash, reason: '…', by },
      says: `No to plan ${id}`,
    };
    const extend = { signal: 'extend', input: { minutes: 15, by }, says: `Let plan ${id} wait longer` };
    return [
      ...(mayType(profile, plan) && !state.frozen ? [approve] : []),
      reject,
      ...(plan === state.pending ? [extend] : []),
    ];
  });
}

function answers({ state, profile }: Incident): ToPaste[] {
  const mitigation = profile.mitigations.find(({ name }) => name === state.answersWanted);
  if (!mitigation) return [];
  // Nothing that would be taken if somebody forgot to write the answer.
  const parameters = Object.fromEntries(mitigation.asks.map(({ name }) => [name, '…']));
  const questions = openQuestions(mitigation, {}).join('; ');
  return [
    {
      signal: 'propose',
      input: { mitigation: mitigation.name, parameters, by },
      says: `Answer what ${mitigation.name} asks (${questions})`,
    },
  ];
}

function unknownOutcome({ state: { unknownOutcome: plan } }: Incident): ToPaste[] {
  if (plan === undefined) return [];
  return [
    {
      signal: 'outcome',
      input: { plan, outcome: 'done', by },
      says: `Say what plan ${plan} did, after looking: done, not done, or again`,
    },
  ];
}

function proposals({ profile, conduct }: Incident): ToPaste[] {
  if (conduct.quiet) return [];
  return whatPeopleCanDo(profile)
    .offers.slice(0, mostOffers)
    .map(({ name, title, risk }) => ({
      signal: 'propose',
      input: { mitigation: name, by },
      says: `Plan it and ask for it: ${title} (${risk})`,
    }));
}

function checklist(incident: Incident): ToPaste[] {
  const next = (incident.view().checklist ?? []).find(({ doneBy }) => !doneBy);
  return next
    ? [{ signal: 'tick', input: { item: next.item, by }, says: `Item ${next.item} of the checklist is done` }]
    : [];
}

function commanderRole(roles: Record<string, string[]>): string {
  return Object.keys(roles).find((role) => /commander|manager|lead/.test(role)) ?? by;
}
