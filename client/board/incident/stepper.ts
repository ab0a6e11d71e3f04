import { html } from 'ghtml';

const phases = ['triggered', 'mitigating', 'monitoring', 'resolved'];

/** How far an incident is, as steps; one that was cancelled or failed ends with that. */
export function stepper(phase: string): string {
  const known = phases.includes(phase);
  const steps = known ? phases : ['triggered', phase];
  const at = steps.indexOf(phase);
  const items = steps.map((step, i) => {
    if (i < at) return html`<li class="passed">${step}<span class="visually-hidden"> (passed)</span></li>`;
    if (i > at) return html`<li>${step}<span class="visually-hidden"> (not yet)</span></li>`;
    return html`<li class="at !${known ? '' : 'bad'}" aria-current="step">${step}</li>`;
  });
  return html`<ol class="stepper" aria-label="Phase">!${items}</ol>`;
}
