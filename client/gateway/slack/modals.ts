import type { KnownBlock, ModalView } from '@slack/web-api';
import { planInWords } from '../../../workflows/contract/details.ts';
import type { IncidentView } from '../../../workflows/contract/incident.ts';
import type { Plan } from '../../../workflows/contract/plans.ts';
import { type SlackButton, slackText } from '../../../workflows/contract/slack.ts';

/** How a form for the reason of a decision is known when it comes back. */
export const reasonForm = {
  callbacks: { approve: 'mayday_approve', reject: 'mayday_reject' },
  block: 'mayday_reason',
  action: 'reason',
} as const;

export type Reasoned = keyof typeof reasonForm.callbacks;

const asks: Record<Reasoned, { title: string; question: string; warning: string; submit: string }> = {
  approve: {
    title: 'Approve',
    question: 'Why?',
    warning: 'This plan is destructive. Two different people have to approve it.',
    submit: 'Approve',
  },
  reject: { title: 'Reject', question: 'Why not?', warning: '', submit: 'Reject' },
};

/** Slack's limit of a section is 3,000, and 100 blocks make a modal. */
const longestSection = 2_900;
const mostSections = 40;
export const longestReason = 1_000;

/** Asks why a plan is approved or rejected; where the answer leads travels with the form. */
export function reasonModal(decision: Reasoned, button: SlackButton, channel: string): ModalView {
  const { title, question, warning, submit } = asks[decision];
  return {
    ...modal(`${title} plan ${button.plan?.id ?? ''}`, [
      ...sections([button.plan?.title ?? '', warning]),
      {
        type: 'input',
        block_id: reasonForm.block,
        label: { type: 'plain_text', text: question },
        element: {
          type: 'plain_text_input',
          action_id: reasonForm.action,
          multiline: true,
          max_length: longestReason,
        },
      },
    ]),
    callback_id: reasonForm.callbacks[decision],
    private_metadata: JSON.stringify({ ...button, channel }),
    submit: { type: 'plain_text', text: submit },
    close: { type: 'plain_text', text: 'Cancel' },
  };
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

/** A sentence that nobody else needs to see. */
export function sayingModal(says: string): ModalView {
  return modal('Mayday', sections([says]));
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

function modal(title: string, blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: title.trim().slice(0, 24) },
    close: { type: 'plain_text', text: 'Close' },
    blocks,
  };
}

function sections(lines: string[]): KnownBlock[] {
  const texts: string[] = [];
  for (const line of lines
    .map((each) => slackText(each, longestSection))
    .filter((each) => each.trim() !== '')) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + line.length < longestSection)
      texts[texts.length - 1] = `${last}\n${line}`;
    else texts.push(line);
  }
  return texts
    .slice(0, mostSections)
    .map((text) => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }));
}
