import { code, fenced, plain } from '../cockpit/markdown.ts';
import { dueOf } from '../cockpit/times.ts';
import { mayType } from '../cockpit/typed-approval.ts';
import type { IncidentView } from '../contract/incident.ts';
import type { Plan } from '../contract/plans.ts';
import type { Risk } from '../contract/profile.ts';

interface Around {
  view: IncidentView;
  seen: string;
  typedUpTo: Risk;
}

/** A plan that waits for a decision: what it does, and how to say yes to it. */
export function planLines(plan: Plan | undefined, { view, seen, typedUpTo }: Around): string[] {
  if (!plan) return [];
  const what = plan.needs > 1 ? 'two approvals' : 'approval';
  const approvedBy = plan.id === view.pending?.id ? (view.approvedBy ?? []) : [];
  const so = approvedBy.length > 0 ? `, so far by ${plain(approvedBy.join(', '))}` : '';
  const whom = plan.tells ? 'For the public: plan' : 'Plan';
  const { requestedBy, cites } = plan;
  return [
    '',
    `### ${whom} ${plan.id} waits for ${what}${so}`,
    '',
    `**${plain(plan.title)}** (${plan.risk}${plan.temporary ? ', temporary' : ''}), until ${dueOf(plan.expiresAt, seen)}`,
    '',
    `- Now: ${plain(plan.observed, 1_000)}`,
    `- Expected: ${plain(plan.predicted)}`,
    `- Reach: ${plain(plan.blastRadius)}`,
    `- Undo: ${plain(plan.undo ?? 'none, it cannot be taken back')}`,
    ...(requestedBy ? [`- Proposed by ${plain(requestedBy)}`] : []),
    ...(cites ? [`- Repeats plan ${cites.plan} of ${plain(cites.incident)}`] : []),
    '',
    ...fenced(preview(plan)),
    '',
    howToApprove(plan, view, typedUpTo),
  ];
}

function preview({ preview }: Plan): string[] {
  const left = preview.length - 12;
  return left > 0 ? [...preview.slice(0, 12), `… and ${left} lines more`] : preview;
}

function howToApprove(plan: Plan, { incident, frozen }: IncidentView, typedUpTo: Risk): string {
  if (frozen) return 'No approval counts as long as changes are frozen; a rejection does.';
  const reason = plan.risk === 'destructive' ? ' --reason "…"' : '';
  const command = code(`mayday approve ${incident} --plan ${plan.id} --as NAME${reason}`);
  const elsewhere = `in the terminal with ${command}, in Slack, or on the incident board`;
  return mayType({ unverifiedUpTo: typedUpTo }, plan)
    ? `Yes: the signal **approve** below, or ${elsewhere}.`
    : `Yes: ${elsewhere}. Typed here it would be refused: nobody vouches for who typed it, and here that counts up to ${typedUpTo} only.`;
}
