import { html } from 'ghtml';
import type { Context } from './context.ts';
import { buttonForm, choiceField, foldedForm, textField } from './forms.ts';
import { assignForm, noteForm, publishForm, severityForm, updateForm } from './people-forms.ts';
import { endings } from './verbs.ts';

/** What can be said to the incident as it is now; whoever may only read is told why. */
export function actionSection(context: Context): string {
  const { listed, followed } = context.reading;
  if (!listed.open || followed?.view.endedAt) return '';
  const body =
    context.name === undefined
      ? html`<p>You may read only: the file of ${listed.system} does not name you. Who is to answer its incidents stands under <code>people</code> in <code>systems/${listed.system}.yaml</code>.</p>`
      : html`<div class="actions quick">!${buttons(context)}</div>!${folded(context)}`;
  return html`<section class="card" aria-labelledby="actions"><h2 id="actions">Do</h2>!${body}</section>`;
}

/** Where nobody answers everything is offered: what does not fit will be refused. */
function buttons(context: Context): string[] {
  const view = context.reading.followed?.view;
  const busy = !view || view.takenOverBy === undefined;
  const skips = !view || view.pending !== undefined || view.phase === 'monitoring' || asksAnswers(context);
  return [
    view ? '' : buttonForm(context, { verb: 'acknowledge', says: 'Acknowledge', style: 'primary' }),
    buttonForm(context, { verb: 'run-checks', says: 'Run the checks' }),
    buttonForm(context, { verb: 'recheck', says: 'Look again and go on' }),
    busy ? buttonForm(context, { verb: 'take-over', says: 'I work by hand' }) : '',
    skips ? buttonForm(context, { verb: 'skip', says: skipSays(context) }) : '',
  ];
}

function asksAnswers({ reading: { followed } }: Context): boolean {
  return followed?.clocks.some(({ name }) => name === 'answers') ?? false;
}

function skipSays({ reading: { followed } }: Context): string {
  const { pending, phase } = followed?.view ?? {};
  if (pending) return `Skip plan ${pending.id}`;
  return phase === 'monitoring' ? 'End the watch for stability' : 'Skip what is on offer';
}

function folded(context: Context): string[] {
  return [
    updateForm(context),
    noteForm(context),
    assignForm(context),
    severityForm(context),
    impactForm(context),
    extendForm(context),
    publishForm(context),
    resolveForm(context),
  ];
}

function impactForm(context: Context): string {
  const { users, functions, revenue, tickets } = context.reading.followed?.view.impact ?? {};
  const verb = 'impact';
  const shown = (value: number | undefined) => (value === undefined ? '' : String(value));
  return foldedForm(context, {
    verb,
    title: 'Impact on users and business',
    says: 'Note the impact',
    body: [
      textField(context, {
        verb,
        name: 'users',
        label: 'Users affected',
        numeric: true,
        value: shown(users),
      }),
      textField(context, { verb, name: 'functions', label: 'Functions that are hit', value: functions }),
      textField(context, { verb, name: 'revenue', label: 'What it costs', value: revenue }),
      textField(context, {
        verb,
        name: 'tickets',
        label: 'Support tickets and complaints',
        numeric: true,
        value: shown(tickets),
      }),
    ].join(''),
  });
}

function extendForm(context: Context): string {
  const pending = context.reading.followed?.view.pending;
  if (!pending) return '';
  const verb = 'extend';
  return foldedForm(context, {
    verb,
    title: `Let plan ${pending.id} wait longer`,
    says: 'Extend',
    body: textField(context, {
      verb,
      name: 'minutes',
      label: 'Minutes more, 1 to 60',
      numeric: true,
      required: true,
      value: '15',
    }),
  });
}

function resolveForm(context: Context): string {
  const verb = 'resolve';
  return foldedForm(context, {
    verb,
    title: 'End the incident',
    says: `End ${context.reading.listed.incident} now`,
    style: 'danger',
    body: [
      html`<p>Everybody is told that it is over, and the clocks stop. A change under way is seen through first.</p>`,
      choiceField(context, {
        verb,
        name: 'as',
        label: 'How it ended',
        options: endings.map((each) => ({ value: each, says: each })),
      }),
      textField(context, {
        verb,
        name: 'reason',
        label: 'What fixed it, or why it was nothing',
        hint: 'Of a duplicate: which incident it is the same as.',
      }),
    ].join(''),
  });
}
