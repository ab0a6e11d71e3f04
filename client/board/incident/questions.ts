import { html } from 'ghtml';
import type { Question } from '../../../workflows/contract/mitigations.ts';
import { wordsOf } from '../../../workflows/contract/script-words.ts';
import { answerField } from './proposal.ts';

/** A field for what a mitigation asks before it can be planned. */
export function questionField(mitigation: string, asked: Question, typed = ''): string {
  const id = `${mitigation}-${asked.name}`;
  const hint = hintOf(asked);
  const described = hint ? html` aria-describedby="${id}-hint"` : '';
  return html`<div class="field"><label for="${id}">${asked.question}</label><input id="${id}" name="${answerField}${asked.name}" required autocomplete="off" value="${typed}"!${kindOf(asked)}!${described}>!${hint ? html`<span class="hint" id="${id}-hint">${hint}</span>` : ''}</div>`;
}

function kindOf(asked: Question): string {
  if (asked.kind !== 'integer') return ' maxlength="500"';
  const most = asked.max === undefined ? '' : html` max="${asked.max}"`;
  return html` type="number" inputmode="numeric" step="1" min="${asked.min}"!${most}`;
}

function hintOf(asked: Question): string {
  switch (asked.kind) {
    case 'integer':
      return asked.max === undefined
        ? `a whole number from ${asked.min}`
        : `a whole number, ${asked.min} to ${asked.max}`;
    case 'memory':
      return 'an amount of memory, like 512Mi or 2Gi';
    case 'cpu':
      return 'an amount of CPU, like 500m or 2';
    case 'text':
      return '';
    default:
      return wordsOf[asked.kind];
  }
}
