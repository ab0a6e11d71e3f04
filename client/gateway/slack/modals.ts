import type { ModalView } from '@slack/web-api';
import { planInWords } from '../../../workflows/contract/details.ts';
import type { IncidentView } from '../../../workflows/contract/incident.ts';
import type { Plan } from '../../../workflows/contract/plans.ts';
import type { SlackButton } from '../../../workflows/contract/slack.ts';
import { form, modal, sayingModal, sections, typed } from './forms/form.ts';

/** Under which the reason of a decision comes back. */
export const reasonBlock = 'mayday_reason';

type Reasoned = 'approve' | 'reject';

const asks: Record<Reasoned, { title: string; question: string; warning: string }> = {
  approve: {
    title: 'Approve',
    question: 'Why?',
    warning: 'This plan is destructive. Two different people have to approve it.',
  },
  reject: { title: 'Reject', question: 'Why not?', warning: '' },
};

/** Asks why a plan is approved or rejected; where the answer leads travels with the form. */
export function reasonModal(decision: Reasoned, button: SlackButton, channel: string): ModalView {
  const { title, question, warning } = asks[decision];
  return form({
    name: decision,
    title: `${title} plan ${button.plan?.id ?? ''}`,
    submit: title,
    metadata: { ...button, channel },
    blocks: [
      ...sections([button.plan?.title ?? '', warning]),
      typed({ block: reasonBlock, label: question, multiline: true }),
    ],
  });
}

/** Everything about a plan; without a `view`, which takes a worker, what the button itself knows. */
export function detailsModal({ keyId, plan }: SlackButton, view: IncidentView | undefined): ModalView {
  const title = `Plan ${plan?.id ?? ''}`;
  if (!view) {
    const hash = plan?.hash.slice(0, 12) ?? '';
    return modal(
      title,
      sections([
        plan?.title ?? '',
        `Hash ${hash}. No worker answers now, so there is no more to show; a decision is recorded all the same.`,
      ]),
    );
  }
  if (view.keyId !== keyId) return sayingModal('That incident is over; another one is open in its place.');
  const { pending } = view;
  const waits = pending?.hash === plan?.hash ? pending : undefined;
  return modal(
    title,
    sections([
      ...(waits
        ? planLines(waits, view.approvedBy)
        : [`Plan ${plan?.id ?? ''} does not wait for a decision any more.`]),
      ...incidentLines(view),
    ]),
  );
}

function planLines(plan: Plan, approvedBy: readonly string[] = []): string[] {
  return [
    plan.title,
    ...planInWords(plan),
    ...(plan.needs > 1 ? [`Approved so far by: ${approvedBy.join(', ') || 'nobody'}`] : []),
    `Hash: ${plan.hash.slice(0, 12)}`,
    ...plan.preview.map((line) => `    ${line}`),
  ];
}

function incidentLines({ incident, label, phase, summary, waitingFor, findings }: IncidentView): string[] {
  const marks = { well: 'ok', sick: 'SICK', unknown: '?' };
  return [
    `${incident} (${label}, ${phase}): ${summary}. It waits for ${waitingFor}.`,
    ...findings.map(({ verdict, says }) => `[${marks[verdict]}] ${says}`),
  ];
}
