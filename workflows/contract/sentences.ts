import { alertNames, alertSentence } from './alert-facts.ts';
import { silenceSentence } from './alertmanager.ts';
import { channelSentence } from './channels.ts';
import type { Finding } from './findings.ts';
import { freezeSentence, thawCommand } from './freeze.ts';
import type { Impact } from './incident.ts';
import { actorName } from './people.ts';
import type { Effect } from './plans.ts';
import type { Needs } from './profile.ts';
import { publicSentence } from './public-updates.ts';
import { dryRunOver, rehearsed, wouldAsk } from './rehearsal-sentences.ts';
import type { Fact } from './timeline.ts';

const waits: Record<Needs, string> = {
  0: 'runs by itself',
  1: 'waits for approval',
  2: 'waits for two approvals',
};

/** A fact as one sentence for a person. */
export function sentence(fact: Fact): string {
  switch (fact.kind) {
    case 'opened':
      return `Opened as ${fact.label} by ${actorName(fact.by)}${fact.mode === 'live' ? '' : ` (${fact.mode})`}: ${fact.summary}`;
    case 'degraded':
      return `Goes on as a general incident: ${fact.because}`;
    case 'alerts':
      return [
        ...(fact.firing.length > 0 ? [`Firing: ${alertNames(fact.firing)}`] : []),
        ...(fact.resolved.length > 0 ? [`Resolved at the sender: ${alertNames(fact.resolved)}`] : []),
        ...(fact.late?.length ? [`Heard of after their end: ${alertNames(fact.late)}`] : []),
        ...(fact.repeated > 0 ? [`${fact.repeated} repeated`] : []),
      ].join('; ');
    case 'paged':
      if (fact.people.length === 0)
        return `Nobody could be paged: nobody stands behind ${fact.role} in the file (${fact.because})`;
      return `${fact.reach === 'page' ? 'Paged' : 'Notified'} ${fact.role} (${people(fact.people)}): ${fact.because}`;
    case 'would page':
      if (fact.people.length === 0)
        return `Nobody could be paged: nobody stands behind ${fact.role} in the file (${fact.because})`;
      return `Would ${fact.reach === 'page' ? 'page' : 'notify'} ${fact.role} (${people(fact.people)}): ${fact.because}`;
    case 'nobody left to page':
      return `Nobody else is on the ladder to be reached: ${fact.because}`;
    case 'acknowledged':
      return `Acknowledged by ${actorName(fact.by)}`;
    case 'response missed':
      return 'Nobody acknowledged within the response target';
    case 'checked':
      return `Checked (round ${fact.round}): ${verdicts(fact.findings)}`;
    case 'planned':
      return `Plan ${fact.plan.id} ${waits[fact.plan.needs]}: ${fact.plan.title}`;
    case 'would ask':
      return `${wouldAsk(fact.plan, fact.of)}: ${fact.plan.title}`;
    case 'would ask answers':
      return `Would ask, before "${fact.title}" can be planned: ${fact.questions.join('; ')}`;
    case 'rehearsed':
      return rehearsed(fact);
    case 'dry run over':
      return dryRunOver(fact);
    case 'nothing to do':
      return `Nothing to do for "${fact.mitigation}": ${fact.because}`;
    case 'reminded':
      return `Plan ${fact.plan} still waits for a decision`;
    case 'approval counted':
      return `${actorName(fact.by)} approved plan ${fact.plan}${because(fact.approval.decision.reason)}; it needs ${fact.missing === 1 ? 'one more approver' : `${fact.missing} more approvers`}${fact.whoElse ? `, ask ${fact.whoElse}` : ''}`;
    case 'approved': {
      const alone = fact.approval?.decision.breakGlass ? ' alone (break-glass)' : '';
      return `${actorName(fact.by)} approved plan ${fact.plan}${alone}${because(fact.reason)}`;
    }
    case 'rejected':
      return `${actorName(fact.by)} rejected plan ${fact.plan}: ${fact.reason}`;
    case 'decision refused':
      return `A decision of ${actorName(fact.by)} on plan ${fact.plan} does not count: ${fact.because}`;
    case 'approval expired':
      return `Nobody decided on plan ${fact.plan} in time; silence is not a yes, nothing was changed`;
    case 'plan withdrawn':
      return `Plan ${fact.plan} is withdrawn: ${fact.because}`;
    case 'applied':
      return `Applied plan ${fact.plan}: ${effects(fact.effects)}`;
    case 'apply refused':
      return `Plan ${fact.plan} was not applied: ${fact.because}${fact.difference.length > 0 ? ` (${fact.difference.join('; ')})` : ''}`;
    case 'not applied':
      return `Plan ${fact.plan} is not applied and made anew: ${fact.because}`;
    case 'waits for target':
      return `Plan ${fact.plan} waits: ${fact.holder} changes ${fact.target} now, until ${fact.until.slice(11, 19)} UTC at the latest; then it is planned anew`;
    case 'target wanted':
      return `${fact.waits} waits for ${fact.target}, which this incident changes now`;
    case 'frozen':
      return `FROZEN. ${freezeSentence(fact.freeze)}. It ends with: ${thawCommand(fact.freeze)}`;
    case 'thawed':
      return `Changes are allowed again, says ${fact.who}${fact.because ? `: ${fact.because}` : ''}`;
    case 'outcome unknown':
      return `What plan ${fact.plan} did is not known: ${fact.because.replace(/\.$/, '')}. Look before anybody does it again`;
    case 'rolled out':
      return `Plan ${fact.plan} is rolled out: ${fact.says}`;
    case 'not rolled out':
      return `Plan ${fact.plan} is not rolled out: ${fact.says}`;
    case 'improved':
      return `It helped: ${fact.says}`;
    case 'not improved':
      return `It did not help: ${fact.says}`;
    case 'well':
      return `Well: ${fact.says}`;
    case 'not well':
      return `Not well: ${fact.says}`;
    case 'verified':
      return `Verification of ${fact.what}: ${verdicts(fact.findings) || 'only people can see it'}`;
    case 'monitoring':
      return `Watching for stability${fact.note ? ` (${fact.note})` : ''}`;
    case 'relapsed':
      return `Relapse: ${fact.because}`;
    case 'impact noted':
      return `Impact, says ${actorName(fact.by)}: ${impactText(fact.impact)}`;
    case 'ticked':
      return `${actorName(fact.by)} has done: ${fact.text}`;
    case 'update due':
      return `An update to everybody is due at ${fact.due.slice(11, 16)} UTC; if nobody writes one, Mayday says what it knows`;
    case 'handed over':
      return `Shift change: ${fact.role} is ${people(fact.to)} now, no longer ${people(fact.from)}`;
    case 'up to people':
      return 'People take it from here; they say when it is over, or when to look again';
    case 'nothing left':
      return `Nothing left to offer: ${fact.because}. Waiting for people`;
    case 'recheck asked':
      return `${actorName(fact.by)} asked for a new look`;
    case 'noted':
      return `${actorName(fact.by)}${fact.as ? ` (${fact.as})` : ''}: ${fact.text}`;
    case 'resolution missed':
      return 'The resolution target has passed and the incident is not resolved';
    case 'target nears':
      return `${fact.percent} % of the time to the resolution target have passed`;
    case 'status':
      return `Status: ${fact.text}. Next: ${fact.next}`;
    case 'assigned':
      return `${actorName(fact.by)} made ${fact.to} (${people(fact.people)}) the incident commander`;
    case 'severity changed':
      return `${actorName(fact.by)} changed the severity from ${fact.from} to ${fact.label}: ${fact.reason}`;
    case 'severity suggested':
      return `The findings suggest ${fact.label}: ${fact.because}. Change it with: mayday severity`;
    case 'proposed':
      return `${actorName(fact.by)} proposes ${fact.mitigation}${given(fact.parameters)}${fact.cites ? `, as plan ${fact.cites.plan} of ${fact.cites.incident} had it` : ''}`;
    case 'undo asked':
      return `${actorName(fact.by)} wants plan ${fact.plan} taken back`;
    case 'answers wanted':
      return `${fact.mitigation} needs to know: ${fact.questions.join('; ')}`;
    case 'skipped':
      return `${actorName(fact.by)} skipped ${fact.what}`;
    case 'extended':
      return `${actorName(fact.by)} extended plan ${fact.plan} until ${fact.expiresAt}`;
    case 'taken over':
      return `${actorName(fact.by)} works by hand; nothing is proposed until a recheck`;
    case 'outcome told':
      return `${actorName(fact.by)} looked at what plan ${fact.plan} did: ${fact.outcome}`;
    case 'change stays':
      return `What plan ${fact.plan} changed stays as it is: ${fact.because}`;
    case 'message refused':
      return `Refused "${fact.verb}"${fact.by ? ` from ${actorName(fact.by)}` : ''}: ${fact.because}`;
    case 'ticket':
      return `Ticket: ${fact.where}`;
    case 'not configured':
    case 'channel away':
    case 'channel back':
    case 'not told':
    case 'maybe told':
      return channelSentence(fact);
    case 'flapping':
    case 'held open':
    case 'explained':
    case 'explains':
      return alertSentence(fact);
    case 'publish asked':
    case 'would tell the public':
    case 'public not told':
      return publicSentence(fact);
    case 'silenced':
    case 'not silenced':
    case 'silence ended':
    case 'silence stays':
      return silenceSentence(fact);
    case 'resolved':
      return `Resolved as ${fact.as} by ${actorName(fact.by)}: ${fact.because}`;
    case 'cancelled':
      return `Cancelled: ${fact.because}`;
    case 'failed':
      return `Mayday gave up: ${fact.because}`;
  }
}

function because(reason: string | undefined): string {
  return reason ? `: ${reason}` : '';
}

function people(names: string[]): string {
  return names.length > 0 ? names.join(', ') : 'nobody named';
}

function given(parameters: Record<string, string | number> | undefined): string {
  const named = Object.entries(parameters ?? {}).map(([name, value]) => `${name} ${value}`);
  return named.length > 0 ? ` with ${named.join(', ')}` : '';
}

function verdicts(findings: Finding[]): string {
  const count = (verdict: Finding['verdict']) =>
    findings.filter((finding) => finding.verdict === verdict).length;
  return [
    [count('sick'), 'sick'],
    [count('well'), 'well'],
    [count('unknown'), 'could not be asked'],
  ]
    .filter(([number]) => number !== 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ');
}

function effects(list: Effect[]): string {
  const counted = new Map<string, number>();
  for (const effect of list) counted.set(effect.outcome, (counted.get(effect.outcome) ?? 0) + 1);
  return (
    [...counted].map(([outcome, count]) => `${count} ${outcome}`).join(', ') || 'nothing was left to change'
  );
}

/** "1200 users; checkout; 14 tickets" */
export function impactText({ users, functions, revenue, tickets }: Impact): string {
  const parts = [
    users === undefined ? '' : `${users} users`,
    functions ?? '',
    revenue === undefined ? '' : `revenue ${revenue}`,
    tickets === undefined ? '' : `${tickets} tickets`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}
