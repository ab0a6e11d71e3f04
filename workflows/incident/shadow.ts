import { condition, sleep } from '@temporalio/workflow';
import type { Mitigation } from '../contract/mitigations.ts';
import { mayApprove } from '../contract/profile.ts';
import type { Conduct } from './conduct.ts';
import type { Incident } from './incident.ts';
import type { Offered, OfferOptions } from './mitigation.ts';
import { propose } from './planning.ts';
import { openQuestions } from './questions.ts';
import { live } from './rounds.ts';

/** Watches a real incident: looks and plans like a live one, asks nobody, and waits for what people do. */
export function shadow(): Conduct {
  return {
    mode: 'shadow',
    quiet: true,
    reaching: 'would page',
    live: (incident, story) => live(incident, story, [lookUntilWell]),
    offer: wouldAsk,
  };
}

/** Plans and records for whose approval it would have asked now. */
async function wouldAsk(incident: Incident, mitigation: Mitigation, options: OfferOptions): Promise<Offered> {
  // What has fired until now the plan knows of; only what fires later is a reason for another one.
  incident.inbox.newEpisode = false;
  const { name, title } = mitigation;
  const questions = openQuestions(mitigation, options.parameters ?? {});
  if (questions.length > 0) {
    incident.announce({ kind: 'would ask answers', mitigation: name, title, questions });
    return 'for people';
  }
  const plan = await propose(incident, mitigation, options);
  if (typeof plan === 'string') return plan;
  incident.announce({ kind: 'would ask', plan, of: mayApprove(incident.profile, plan.risk) });
  return 'for people';
}

/** While only people can go on it asks again what was sick: all of it well is a reason for a new look. */
async function lookUntilWell(incident: Incident): Promise<void> {
  const { inbox, profile } = incident;
  for (;;) {
    await condition(() => incident.state.upToPeople && !inbox.lookAgain);
    await sleep(profile.stability.every, { summary: 'Have people made it well?' });
    if (!incident.state.upToPeople) continue;
    const findings = await incident.askAgain();
    if (findings.length > 0 && findings.every(({ verdict }) => verdict === 'well')) inbox.lookAgain = true;
  }
}
