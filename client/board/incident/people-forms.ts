import { publicStatuses } from '../../../workflows/contract/status-page.ts';
import { rolesOf, severitiesOf } from '../../systems/known.ts';
import type { Context } from './context.ts';
import { choiceField, foldedForm, type Option, textField } from './forms.ts';
import { noteKinds } from './verbs.ts';

/** Said to everybody, instead of what Mayday would say by itself. */
export function updateForm(context: Context): string {
  const verb = 'update';
  return foldedForm(context, {
    verb,
    title: 'Tell everybody how it goes',
    says: 'Tell them',
    body: textField(context, {
      verb,
      name: 'text',
      label: 'What they should know',
      lines: true,
      required: true,
    }),
  });
}

const kinds: Record<(typeof noteKinds)[number], string> = {
  update: 'update: everybody hears it',
  cause: 'cause',
  impact: 'impact',
  action: 'action: to be done afterwards',
  eta: 'when it will be over',
};

export function noteForm(context: Context): string {
  const verb = 'note';
  return foldedForm(context, {
    verb,
    title: 'Write a note',
    says: 'Write it down',
    body: [
      textField(context, { verb, name: 'text', label: 'What you saw or did', lines: true, required: true }),
      choiceField(context, {
        verb,
        name: 'kind',
        label: 'Kind',
        options: [
          { value: '', says: 'note, for the timeline' },
          ...noteKinds.map((kind) => ({ value: kind, says: kinds[kind] })),
        ],
        hint: 'Where the post-mortem puts it.',
      }),
    ].join(''),
  });
}

export function assignForm(context: Context): string {
  const { parts, reading } = context;
  const { roles, people } = rolesOf(parts.catalogue, reading.listed.system);
  const verb = 'assign';
  const field = { verb, name: 'to', label: 'A person or a role', required: true } as const;
  const options: Option[] = [
    { value: '', says: 'choose …' },
    ...roles.map(({ role, holders }) => ({
      value: role,
      says: `${role} (${holders.join(', ')})`,
      group: 'Roles',
    })),
    ...people.map((name) => ({ value: name, says: name, group: 'People' })),
  ];
  return foldedForm(context, {
    verb,
    title: 'Name the incident commander',
    says: 'Assign',
    body: people.length > 0 ? choiceField(context, { ...field, options }) : textField(context, field),
  });
}

export function severityForm(context: Context): string {
  const { parts, reading } = context;
  const verb = 'severity';
  const options = severitiesOf(parts.catalogue, reading.listed.system).map(
    ({ severity, says, examples }) => ({
      value: severity,
      says: examples ? `${says}: ${examples}` : says,
    }),
  );
  return foldedForm(context, {
    verb,
    title: 'Change the severity',
    says: 'Change it',
    body: [
      choiceField(context, {
        verb,
        name: 'severity',
        label: 'Severity',
        options,
        value: reading.followed?.view.severity ?? reading.listed.severity,
        hint: "All clocks count anew from the incident's opening.",
      }),
      textField(context, { verb, name: 'reason', label: 'Why', required: true }),
    ].join(''),
  });
}

/** Only where the file tells the public. */
export function publishForm(context: Context): string {
  if (!tellsThePublic(context)) return '';
  const verb = 'publish';
  return foldedForm(context, {
    verb,
    title: 'Tell the public',
    says: 'Ask for it',
    body: [
      choiceField(context, {
        verb,
        name: 'status',
        label: 'How far it is',
        options: [
          { value: '', says: 'as it was said last' },
          ...publicStatuses.map((each) => ({ value: each, says: each })),
        ],
        hint: 'The text waits for its approval like a plan.',
      }),
      textField(context, {
        verb,
        name: 'message',
        label: 'In your own words',
        lines: true,
        hint: 'Without them it says what the file has.',
      }),
    ].join(''),
  });
}

function tellsThePublic({ parts: { catalogue }, reading: { listed } }: Context): boolean {
  try {
    return catalogue.file(listed.system).publicUpdates !== undefined;
  } catch {
    return false;
  }
}
