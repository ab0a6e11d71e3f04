import type { KnownBlock, ModalView } from '@slack/web-api';
import type { IncidentView } from '../../../workflows/contract/incident.ts';
import type { Plan } from '../../../workflows/contract/plans.ts';
import { type SlackButton, slackText } from '../../../workflows/contract/slack.ts';

/** How a form for the reason of a rejection is known when it comes back. */
export const rejectionForm = { callback: 'mayday_reject', block: 'mayday_reason', action: 'reason' } as const;

/** Slack's limit of a section is 3,000, and 100 blocks make a modal. */
const longestSection = 2_900;
const mostSections = 40;
export const longestReason = 1_000;

/** Asks why a plan is rejected; where the answer leads travels with the form. */
export function rejectionModal(button: SlackButton, channel: string): ModalView {
  return {
    ...modal(`Reject plan ${button.plan?.id ?? ''}`, [
      ...sections([button.plan?.title ?? '']),
      {
        type: 'input',
        block_id: rejectionForm.block,
        label: { type: 'plain_text', text: 'Why not?' },
        element: {
          type: 'plain_text_input',
          action_id: rejectionForm.action,
          multiline: true,
          max_length: longestReason,
        },
      },
    ]),
    callback_id: rejectionForm.callback,
    private_metadata: JSON.stringify({ ...button, channel }),
    submit: { type: 'plain_text', text: 'Reject' },
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
      ...(waits ? planLines(waits) : [`Plan ${plan?.id ?? ''} does not wait for a decision any more.`]),
      ...incidentLines(view),
    ]),
  );
}

/** A sentence that nobody else needs to see. */
export function sayingModal(says: string): ModalView {
  return modal('Mayday', sections([says]));
}

function planLines(plan: Plan): string[] {
  return [
    plan.title,
    `Seen now: ${plan.observed}`,
    `Expected: ${plan.predicted}`,
    `Reach: ${plan.blastRadius}`,
    `Undo: ${plan.undo ?? 'none, it cannot be taken back'}`,
    `Risk: ${plan.risk}. Expires ${plan.expiresAt}; silence is not a yes`,
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
