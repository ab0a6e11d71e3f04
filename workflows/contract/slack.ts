/** What the buttons of Mayday's messages do, by the `action_id` that Slack sends back. */
export const slackActions = {
  acknowledge: 'mayday_acknowledge',
  approve: 'mayday_approve',
  reject: 'mayday_reject',
  details: 'mayday_details',
  assign: 'mayday_assign',
  severity: 'mayday_severity',
  update: 'mayday_update',
} as const;

/** Where a click leads; travels in a button's `value`. */
export interface SlackButton {
  keyId: string;
  workflowId: string;
  system: string;
  plan?: {
    id: number;
    hash: string;
    title: string;
    /** An approval takes a reason. */
    takesReason?: true;
  };
}

/** At most 2,000 characters, Slack's limit of a button's value, whatever the title. */
export function buttonValue({ keyId, workflowId, system, plan }: SlackButton): string {
  const short = plan && { ...plan, title: plan.title.slice(0, 80).toWellFormed() };
  return JSON.stringify({ keyId, workflowId, system, plan: short });
}

/** Undefined for a value that no Mayday of this edition wrote. */
export function readButtonValue(value: unknown): SlackButton | undefined {
  try {
    const { keyId, workflowId, system, plan } = JSON.parse(String(value));
    if (![keyId, workflowId, system].every((text) => typeof text === 'string' && text !== ''))
      return undefined;
    if (plan === undefined) return { keyId, workflowId, system };
    const { id, hash, title, takesReason } = plan;
    if (!Number.isSafeInteger(id) || typeof hash !== 'string' || typeof title !== 'string') return undefined;
    const reason = takesReason === true ? ({ takesReason } as const) : {};
    return { keyId, workflowId, system, plan: { id, hash, title, ...reason } };
  } catch {
    return undefined;
  }
}

/** A text that Slack shows as it stands: no mention, link or entity comes of it; at most `most` characters. */
export function slackText(text: string, most: number): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  if (escaped.length <= most) return escaped;
  const cut = escaped.slice(0, most - 1).replace(/&[a-z]{0,3}$/, '');
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}
