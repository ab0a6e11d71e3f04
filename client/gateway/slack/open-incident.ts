import { CommandFailure } from '../../failure.ts';
import { declare, declaredInWords } from '../../incidents/declare.ts';
import type { Opened } from '../../incidents/open.ts';
import { temporalTrouble, withinDeadline } from '../../temporal.ts';
import type { Desk, SlackAnswer } from './desk.ts';
import { createBlocks, readCreateForm } from './forms/create-form.ts';
import { sayingModal } from './forms/form.ts';
import type { Sent } from './interaction.ts';
import { nameOf, whyNot } from './person.ts';

/** ms for all of it; Slack waits for 3 s. */
const deadline = 2_500;
/** ms that a new incident has for its first word. */
const patience = 1_000;

/** Opens the incident that a form asks for, or joins the one that is open; the form then says which. */
export async function openFromForm(desk: Desk, sent: Sent): Promise<SlackAnswer> {
  const { catalogue, client, log } = desk;
  const { place, id, fields } = sent;
  const errors = (given: Record<string, string>) => ({
    status: 200,
    body: { response_action: 'errors', errors: given },
  });
  const because = whyNot(catalogue, place, 'colleague');
  if (because) return errors({ [createBlocks.summary]: because });
  const draft = readCreateForm(catalogue, fields);
  if ('errors' in draft) return errors(draft.errors);
  const { system, runbook } = draft;
  const by = { name: nameOf(catalogue, system, place), door: 'slack', slack: place } as const;
  try {
    const says = await withinDeadline(client, deadline, async () => {
      return sentence(await declare({ client }, draft, { by, id, patience }));
    });
    log.info({ system, runbook, user: place.user }, 'an incident opened from Slack');
    return { status: 200, body: { response_action: 'update', view: sayingModal(says) } };
  } catch (error) {
    if (error instanceof CommandFailure) return errors({ [createBlocks.summary]: error.message });
    log.error({ because: temporalTrouble(error, client) }, 'could not open an incident from Slack');
    const says =
      'Temporal does not answer, so it is not sure that this is on record: send it again, it counts once.';
    return errors({ [createBlocks.summary]: says });
  }
}

function sentence(opened: Opened): string {
  const says = declaredInWords(opened);
  return opened.joined || !opened.view ? says : `${says} Follow it with /incident show ${opened.incident}.`;
}
