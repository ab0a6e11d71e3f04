import { html } from 'ghtml';
import type { Draft, WrongDraft } from '../../incidents/draft.ts';
import type { KnownRunbook, KnownSeverity, KnownSystem } from '../../systems/known.ts';
import { severityBadge } from '../severity.ts';

/** What the form has to offer for one system, and what has been typed into it. */
export interface DeclareForm {
  system: KnownSystem;
  runbooks: readonly KnownRunbook[];
  severities: readonly KnownSeverity[];
  typed: Partial<Draft>;
  wrong?: WrongDraft;
  /** HTML of the field that every form of the session carries. */
  csrf: string;
  /** The same for the same form sent again. */
  once: string;
  /** Whether there is another system to choose. */
  choice: boolean;
}

/** Asks what a new incident is about. */
export function declareForm(form: DeclareForm): string {
  const { system, runbooks, typed, csrf, once, choice } = form;
  const { runbook: chosen = 'generalIncident' } = typed;
  const change = choice ? html` <a href="/board/declare">another system</a>` : '';
  return html`<form method="post" action="/board/declare" class="card declare">
!${csrf}<input type="hidden" name="once" value="${once}"><input type="hidden" name="system" value="${system.system}">
<p>System: <strong>${system.title}</strong>!${change}</p>
!${notice(form)}
<div class="field"><label for="summary">What do you see?</label>!${wrongAt(form, 'summary')}
<input id="summary" name="summary" required maxlength="1000" autocomplete="off" value="${typed.summary ?? ''}" !${describedBy(form, 'summary')}><span class="hint">One sentence. It is what others read first.</span></div>
<div class="field"><label for="runbook">What is it about?</label>!${wrongAt(form, 'runbook')}
<select id="runbook" name="runbook" !${describedBy(form, 'runbook')}>!${runbooks.map(({ name, title }) => html`<option value="${name}" !${name === chosen ? 'selected' : ''}>${title}</option>`)}</select></div>
!${severityChoice(form)}
<div class="actions"><button class="primary">Open the incident</button><a class="button quiet" href="/board">Cancel</a></div>
</form>`;
}

/** Asks which system, of those at which the visitor has a say. */
export function systemChoice(systems: readonly KnownSystem[]): string {
  const links = systems.map(
    ({ system, title }) =>
      html`<li><a class="button" href="/board/declare?system=${encodeURIComponent(system)}">${title}</a></li>`,
  );
  return html`<h2>Which system?</h2><ul class="plain cards systems">!${links}</ul>`;
}

function severityChoice({ severities, typed }: DeclareForm): string {
  const choice = (value: string, says: string, examples?: string) =>
    html`<label class="choice"><input type="radio" name="severity" value="${value}" !${value === (typed.severity ?? '') ? 'checked' : ''}><span>!${says}!${examples ? html`<span class="hint">${examples}</span>` : ''}</span></label>`;
  return html`<fieldset><legend>How bad is it?</legend>!${choice('', 'As bad as the runbook says')}!${severities.map(({ severity, label, examples }) => choice(severity, severityBadge(severity, label), examples))}</fieldset>`;
}

function notice({ wrong }: DeclareForm): string {
  if (wrong?.field !== 'system') return '';
  return html`<p class="notice bad" role="alert">${wrong.says}</p>`;
}

function wrongAt({ wrong }: DeclareForm, field: WrongDraft['field']): string {
  if (wrong?.field !== field) return '';
  return html`<span class="wrong" id="${field}-wrong" role="alert">${wrong.says}</span>`;
}

function describedBy({ wrong }: DeclareForm, field: WrongDraft['field']): string {
  return wrong?.field === field ? html`aria-invalid="true" aria-describedby="${field}-wrong" autofocus` : '';
}
