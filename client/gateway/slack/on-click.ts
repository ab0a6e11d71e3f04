import type { ModalView } from '@slack/web-api';
import type { IncidentView } from '../../../workflows/contract/incident.ts';
import { incidentQuery } from '../../../workflows/contract/messages.ts';
import type { SlackButton } from '../../../workflows/contract/slack.ts';
import { temporalTrouble, withinDeadline } from '../../temporal.ts';
import type { Desk, SlackAnswer } from './desk.ts';
import { sayingModal } from './forms/form.ts';
import { assignForm, severityForm, updateForm } from './forms/incident-forms.ts';
import type { Click } from './interaction.ts';
import { detailsModal, reasonModal } from './modals.ts';
import { whyNot } from './person.ts';
import { type By, record, type Said } from './record.ts';

const queryDeadline = 1_000;

/** Answers a click: with a form, or once it is on record. */
export async function answerClick(desk: Desk, click: Click): Promise<SlackAnswer> {
  const { action, button, place } = click;
  const { channel } = place;
  const show = (view: ModalView) => openForm(desk, click.triggerId, view);
  const ofPlan = action === 'approve' || action === 'reject' || action === 'details';
  if (!button || (ofPlan && !button.plan)) {
    return await show(
      sayingModal('This button is of another edition of Mayday and leads nowhere now: use a newer message.'),
    );
  }
  switch (action) {
    case 'details':
      return await show(detailsModal(button, await ask(desk, button.workflowId)));
    case 'assign':
    case 'severity': {
      const because = whyNot(desk.catalogue, place, 'person');
      if (because) return await show(sayingModal(because));
      const form = action === 'assign' ? assignForm : severityForm;
      return await show(form(desk.catalogue, { ...aboutOf(button), channel }));
    }
    case 'update': {
      const because = whyNot(desk.catalogue, place, 'colleague');
      return await show(because ? sayingModal(because) : updateForm({ ...aboutOf(button), channel }));
    }
    case 'acknowledge':
      return await recordClick(desk, click, button, { verb: 'acknowledge' });
    default: {
      const takesReason = action === 'reject' || button.plan?.takesReason;
      if (takesReason) return await show(reasonModal(action, button, channel));
      return await recordClick(desk, click, button, { verb: action });
    }
  }
}

/** Records what a click alone says, and tells its sender if there is nothing to record it at. */
export async function recordClick(
  desk: Desk,
  click: By & { triggerId: string },
  button: SlackButton,
  said: Said,
): Promise<SlackAnswer> {
  const recorded = await onRecord(desk, click, button, said);
  if (recorded === 'recorded') return { status: 200 };
  if (recorded === 'over') {
    return await openForm(desk, click.triggerId, sayingModal('That incident is over: nothing was changed.'));
  }
  return { status: 503, body: { error: notOnRecord } };
}

export const notOnRecord = 'This is not on record, since Temporal does not answer: try again.';

/** Records it, and what came of that. */
export async function onRecord(
  desk: Desk,
  by: By,
  button: SlackButton,
  said: Said,
): Promise<'recorded' | 'over' | 'away'> {
  const { log, client } = desk;
  const { verb } = said;
  try {
    const recorded = await record(desk, by, button, said);
    log.info({ verb, workflowId: button.workflowId, user: by.place.user, recorded }, 'from Slack');
    return recorded ? 'recorded' : 'over';
  } catch (error) {
    log.error({ verb, because: temporalTrouble(error, client) }, 'could not record what came from Slack');
    return 'away';
  }
}

/** Opens a form, while its trigger is good. */
export async function openForm(desk: Desk, triggerId: string, view: ModalView): Promise<SlackAnswer> {
  try {
    await desk.web.views.open({ trigger_id: triggerId, view });
    return { status: 200 };
  } catch (error) {
    desk.log.error({ because: (error as Error).message }, 'could not open a form in Slack');
    return { status: 502, body: { error: 'Slack did not open the form: try again.' } };
  }
}

function aboutOf({ keyId, workflowId, system }: SlackButton) {
  return { keyId, workflowId, system };
}

async function ask({ client }: Desk, workflowId: string): Promise<IncidentView | undefined> {
  const query = () => client.workflow.getHandle(workflowId).query(incidentQuery);
  return withinDeadline(client, queryDeadline, query).catch(() => undefined);
}
