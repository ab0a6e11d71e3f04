import type { ModalView } from '@slack/web-api';
import type { Catalogue } from '../../../../systems/catalogue.ts';
import type { NoteKind } from '../../../../workflows/contract/timeline.ts';
import { rolesOf, severitiesOf } from '../../../systems/known.ts';
import { type Choice, chosen, form, type Metadata, sections, typed } from './form.ts';

/** Under which the fields of the forms come back. */
export const blocks = {
  who: 'mayday_who',
  else: 'mayday_else',
  severity: 'mayday_to',
  reason: 'mayday_reason',
  kind: 'mayday_kind',
  text: 'mayday_text',
} as const;

/** What an update may be, in the order in which it is offered. */
const noteKinds: Record<NoteKind, string> = {
  update: 'Update: how it stands',
  cause: 'Cause: what is behind it',
  impact: 'Impact: what users notice',
  eta: 'When it will be over',
  action: 'Action: what you did by hand',
};

/** A form about an incident, and where it leads. */
export interface About extends Metadata {
  keyId: string;
  workflowId: string;
  system: string;
  channel: string;
}

/** Who is the incident commander. */
export function assignForm(catalogue: Catalogue, about: About): ModalView {
  const { roles, people } = rolesOf(catalogue, about.system);
  const choices: Choice[] = [
    ...roles.map(({ role, holders }) => ({ value: role, says: `${role} (${holders.join(', ')})` })),
    ...people
      .filter((name) => !roles.some(({ role }) => role === name))
      .map((name) => ({ value: name, says: name })),
  ].filter(({ value }) => value.length <= 75);
  return form({
    name: 'assign',
    title: 'Incident commander',
    submit: 'Assign',
    metadata: about,
    blocks: [
      ...(choices.length > 0 ? [chosen({ block: blocks.who, label: 'Who?', choices, optional: true })] : []),
      typed({ block: blocks.else, label: 'Or somebody else', optional: true }),
    ],
  });
}

/** How bad it is, in the system's own words. */
export function severityForm(catalogue: Catalogue, about: About): ModalView {
  const known = severitiesOf(catalogue, about.system);
  return form({
    name: 'severity',
    title: 'Severity',
    submit: 'Change',
    metadata: about,
    blocks: [
      ...sections(known.flatMap(({ says, examples }) => (examples ? [`${says}: ${examples}`] : []))),
      chosen({
        block: blocks.severity,
        label: 'How bad is it?',
        choices: known.map(({ severity, says }) => ({ value: severity, says })),
      }),
      typed({ block: blocks.reason, label: 'Why?' }),
    ],
  });
}

/** A sentence for everybody and the post-mortem. */
export function updateForm(about: About, text?: string): ModalView {
  return form({
    name: 'update',
    title: 'Update',
    submit: 'Post',
    metadata: about,
    blocks: [
      chosen({
        block: blocks.kind,
        label: 'What is it?',
        choices: Object.entries(noteKinds).map(([value, says]) => ({ value, says })),
        initial: 'update',
      }),
      typed({ block: blocks.text, label: 'What is known?', multiline: true, initial: text }),
    ],
  });
}

export function isNoteKind(text: string | undefined): text is NoteKind {
  return text !== undefined && Object.hasOwn(noteKinds, text);
}
