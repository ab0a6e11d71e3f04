import { html } from 'ghtml';
import { type Context, incidentPath } from './context.ts';
import { onceOf } from './once.ts';

interface Around {
  verb: string;
  /** What the button says. */
  says: string;
  style?: 'primary' | 'danger' | 'quiet';
}

/** A form that is one button; `about` says to which of several it belongs. */
export function buttonForm(
  context: Context,
  { fields = {}, about, ...around }: Around & { fields?: Record<string, string | number>; about?: string },
): string {
  if (context.name === undefined) return '';
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return form(context, around, hidden.join(''), about);
}

/** A form that is folded until somebody wants it; `body` is the HTML of its fields. */
export function foldedForm(
  context: Context,
  { title, body, ...around }: Around & { title: string; body: string },
): string {
  const open = context.draft?.verb === around.verb;
  return html`<details id="do-${around.verb}" !${open ? 'open data-keep' : ''}><summary>${title}</summary>!${form(context, around, body)}</details>`;
}

function form(context: Context, { verb, says, style }: Around, body: string, about?: string): string {
  const label = about === undefined ? '' : html`aria-label="${`${says}: ${about}`}"`;
  return html`<form method="post" action="${incidentPath(context.reading)}/${verb}">!${context.csrf}<input type="hidden" name="once" value="${onceOf(context, verb)}">!${body}<button !${style ? html`class="${style}"` : ''} !${label}>${says}</button></form>`;
}

interface Field {
  verb: string;
  name: string;
  label: string;
  hint?: string;
  required?: true;
}

/** A field for a text, several lines with `lines`; what was typed and not taken stands in it again. */
export function textField(
  context: Context,
  { lines, numeric, value = '', ...field }: Field & { lines?: true; numeric?: true; value?: string },
): string {
  const shown = typed(context, field) ?? value;
  const attributes = attributesOf(field);
  const control = lines
    ? html`<textarea !${attributes} rows="3" maxlength="4000">
${shown}</textarea>`
    : html`<input !${attributes} !${numeric ? 'inputmode="numeric"' : ''} maxlength="4000" autocomplete="off" value="${shown}">`;
  return fieldAround(field, control);
}

export interface Option {
  value: string;
  says: string;
  /** The heading it stands below. */
  group?: string;
}

/** One of several. */
export function choiceField(
  context: Context,
  { options, value, ...field }: Field & { options: readonly Option[]; value?: string },
): string {
  const chosen = typed(context, field) ?? value;
  const groups = [...Map.groupBy(options, ({ group }) => group)].map(([group, list]) => {
    const items = list.map(
      ({ value: each, says }) =>
        html`<option value="${each}" !${each === chosen ? 'selected' : ''}>${says}</option>`,
    );
    return group === undefined ? items.join('') : html`<optgroup label="${group}">!${items}</optgroup>`;
  });
  return fieldAround(field, html`<select !${attributesOf(field)}>!${groups}</select>`);
}

function typed({ draft }: Context, { verb, name }: Field): string | undefined {
  return draft?.verb === verb ? draft.fields[name] : undefined;
}

function attributesOf({ verb, name, hint, required }: Field): string {
  const id = `${verb}-${name}`;
  return html`id="${id}" name="${name}" !${required ? 'required' : ''} !${hint ? html`aria-describedby="${id}-hint"` : ''}`;
}

function fieldAround({ verb, name, label, hint }: Field, control: string): string {
  const id = `${verb}-${name}`;
  return html`<p class="field"><label for="${id}">${label}</label>!${control}!${hint ? html`<span class="hint" id="${id}-hint">${hint}</span>` : ''}</p>`;
}
