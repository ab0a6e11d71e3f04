import { html } from 'ghtml';
import type { ChecklistItem, IncidentView } from '../../../workflows/contract/incident.ts';
import { actorName } from '../../../workflows/contract/people.ts';
import { timeDue } from '../times.ts';
import type { Context } from './context.ts';
import { buttonForm } from './forms.ts';

/** What people can do by themselves, what is in effect and can be taken back, and what the document has them go through. */
export function checklistSection(context: Context): string {
  const { followed } = context.reading;
  if (!followed) return '';
  const { view } = followed;
  return [guidance(view), inEffect(context, view), checklist(context, view)].join('');
}

function guidance({ guidance, endedAt }: IncidentView): string {
  if (guidance.length === 0 || endedAt) return '';
  return html`<section class="card info" aria-labelledby="for-you"><h2 id="for-you">For you</h2><ul class="plain guidance">!${guidance.map((line) => html`<li><code>${line}</code></li>`)}</ul></section>`;
}

function inEffect(context: Context, { inEffect, endedAt }: IncidentView): string {
  if (inEffect.length === 0) return '';
  const items = inEffect.toReversed().map(({ plan, title, temporary, set }) => {
    const values = Object.entries(set ?? {}).map(([name, value]) => `${name} ${value ?? 'unset'}`);
    const undo = endedAt
      ? ''
      : buttonForm(context, {
          verb: 'undo',
          says: 'Take it back',
          fields: { plan },
          about: `plan ${plan}, ${title}`,
        });
    return html`<li class="row apart" id="in-effect-${plan}"><span><strong>Plan ${plan}</strong>: ${title}!${temporary ? html` <span class="badge warn">temporary</span>` : ''}!${values.length > 0 ? html` <span class="muted">${values.join(', ')}</span>` : ''}</span>!${undo}</li>`;
  });
  const hint = endedAt
    ? ''
    : html`<p class="hint">Taking back makes a plan, which is asked for like any other.</p>`;
  return html`<section class="card" aria-labelledby="in-effect"><h2 id="in-effect">In effect</h2><ul class="plain">!${items}</ul>!${hint}</section>`;
}

function checklist(context: Context, { checklist: items = [], endedAt }: IncidentView): string {
  if (items.length === 0) return '';
  const done = items.filter(({ doneBy }) => doneBy).length;
  const phases = Map.groupBy(items, ({ phase }) => phase);
  const parts = [...phases].map(([phase, list]) => {
    const { from, until } = list[0] ?? {};
    const times = endedAt ? '' : window(from, until);
    return html`<h3>${phase} !${times}</h3><ul class="plain checklist">!${list.map((item) => line(context, item, endedAt !== undefined))}</ul>`;
  });
  return html`<section class="card" aria-labelledby="checklist"><h2 id="checklist">Checklist <span class="muted">(${done} of ${items.length} done)</span></h2>!${parts}</section>`;
}

function window(from: string | undefined, until: string | undefined): string {
  const end = until ? html`until !${timeDue(until)}` : '';
  const begin = from ? html`from !${timeDue(from)}` : '';
  return begin || end
    ? html`<span class="muted small">!${[begin, end].filter(Boolean).join(', ')}</span>`
    : '';
}

function line(context: Context, { item, text, doneBy }: ChecklistItem, over: boolean): string {
  const id = `item-${item}`;
  if (doneBy) {
    return html`<li id="${id}" class="done"><span class="mark" aria-hidden="true">✔</span> <span>${text} <span class="muted small">done by ${actorName(doneBy)}</span></span></li>`;
  }
  const tick = over ? '' : buttonForm(context, { verb: 'tick', says: 'Done', fields: { item }, about: text });
  return html`<li id="${id}"><span class="mark" aria-hidden="true">${item}</span> <span>${text}</span>!${tick}</li>`;
}
