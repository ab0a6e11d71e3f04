import type { Desk, SlackAnswer } from './desk.ts';
import { blocks, isNoteKind } from './forms/incident-forms.ts';
import type { Sent } from './interaction.ts';
import { reasonBlock } from './modals.ts';
import { notOnRecord, onRecord } from './on-click.ts';
import { openFromForm } from './open-incident.ts';
import { whyNot } from './person.ts';
import type { Said } from './record.ts';

/** Answers a form that was sent: it closes once what it says is on record, else it shows what is wrong. */
export async function answerForm(desk: Desk, sent: Sent): Promise<SlackAnswer> {
  if (sent.form === 'create') return await openFromForm(desk, sent);
  const { button } = sent;
  const anyBlock = firstBlock[sent.form];
  const errors = (says: string, block: string = anyBlock) => ({
    status: 200,
    body: { response_action: 'errors', errors: { [block]: says } },
  });
  const ofPlan = sent.form === 'approve' || sent.form === 'reject';
  if (!button || (ofPlan && !button.plan)) {
    return errors('This form is of another edition of Mayday and leads nowhere now: use a newer message.');
  }
  if (!ofPlan) {
    const because = whyNot(desk.catalogue, sent.place, sent.form === 'update' ? 'colleague' : 'person');
    if (because) return errors(because);
  }
  const read = said(sent);
  if ('wrong' in read) return errors(read.wrong, read.block);
  const outcome = await onRecord(desk, sent, button, read);
  if (outcome === 'recorded') return { status: 200 };
  return errors(outcome === 'over' ? 'That incident is over: nothing was changed.' : notOnRecord);
}

const firstBlock: Record<Exclude<Sent['form'], 'create'>, string> = {
  approve: reasonBlock,
  reject: reasonBlock,
  assign: blocks.else,
  severity: blocks.reason,
  update: blocks.text,
};

function said({ form, fields }: Sent): Said | { wrong: string; block: string } {
  switch (form) {
    case 'approve':
    case 'reject': {
      const reason = fields[reasonBlock];
      if (!reason) return { wrong: 'Say why, so that the others know.', block: reasonBlock };
      return { verb: form, reason };
    }
    case 'assign': {
      const to = fields[blocks.else] ?? fields[blocks.who];
      return to ? { verb: 'assign', to } : { wrong: 'Choose somebody, or write a name.', block: blocks.else };
    }
    case 'severity': {
      const { [blocks.severity]: severity, [blocks.reason]: reason } = fields;
      if (!severity) return { wrong: 'Choose a severity.', block: blocks.severity };
      if (!reason) return { wrong: 'Say why, so that the others know.', block: blocks.reason };
      return { verb: 'severity', severity, reason };
    }
    default: {
      const { [blocks.kind]: kind, [blocks.text]: text } = fields;
      if (!text) return { wrong: 'Say what is known.', block: blocks.text };
      if (kind !== undefined && !isNoteKind(kind)) return { wrong: 'Choose what it is.', block: blocks.kind };
      return { verb: 'note', text, kind: kind ?? 'update' };
    }
  }
}
