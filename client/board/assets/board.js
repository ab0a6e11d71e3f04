// Keeps the live parts of a page as they are now, and counts its times. Without it a page is as it was when it was loaded.

import { sameAs } from './same-as.js';
import { clockIs, count } from './times.js';

const every = 2_000;
/** ms for which what somebody is about to press must have stood there. */
const settled = 700;
const changedAt = new WeakMap();
let etag = '';
let asking = false;

async function follow() {
  if (document.hidden || asking) return;
  asking = true;
  try {
    const answer = await fetch(location.href, {
      headers: { 'x-board-live': '1', ...(etag ? { 'if-none-match': etag } : {}) },
      signal: AbortSignal.timeout(10_000),
    });
    if (answer.redirected || answer.status === 401) return location.reload();
    clockIs(answer.headers.get('date'));
    if (answer.status !== 304) {
      if (!answer.ok) throw new Error(`the gateway answered ${answer.status}`);
      const parts = await answer.json();
      if (show(parts)) etag = answer.headers.get('etag') ?? '';
    }
    say('');
  } catch (error) {
    const because = error.name === 'TypeError' ? 'the gateway does not answer' : error.message;
    say(`What you see may be old: ${because}. It is tried again every ${every / 1000} s.`);
  } finally {
    asking = false;
  }
}

/** False if something is held back: nobody loses what they are typing, nor sends it for what they have not read. */
function show(parts) {
  let whole = true;
  for (const [id, html] of Object.entries(parts)) {
    const part = document.getElementById(`live-${id}`);
    if (!part || part.dataset.shown === html) continue;
    const held = isBeingFilledIn(part);
    part.classList.toggle('behind', held && part.dataset.shown !== undefined);
    if (held) {
      whole = false;
      continue;
    }
    const before = new Map([...part.querySelectorAll('form')].map((form) => [form, sends(form)]));
    sameAs(part, html);
    part.dataset.shown = html;
    for (const [form, sent] of before) if (sends(form) !== sent) changedAt.set(form, Date.now());
    part.dispatchEvent(new CustomEvent('board:shown', { bubbles: true }));
  }
  count();
  return whole;
}

function sends(form) {
  return [
    form.action,
    ...[...form.querySelectorAll('input[type=hidden], button')].map(({ value }) => value),
  ].join('\n');
}

function isBeingFilledIn(part) {
  if (part.contains(document.activeElement) && document.activeElement.matches('input, textarea, select'))
    return true;
  if (part.querySelector('[data-keep]')) return true;
  return [...part.querySelectorAll('input:not([type=hidden]), textarea')].some(
    (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked,
  );
}

function say(text) {
  const line = document.getElementById('stale');
  if (line.textContent !== text) line.textContent = text;
  line.hidden = text === '';
}

document.addEventListener('submit', (event) => {
  if (Date.now() - (changedAt.get(event.target) ?? 0) > settled) return;
  event.preventDefault();
  say('This has changed just before you pressed it: look at it once more.');
});

// A choice that the rest of a form hangs on.
document.addEventListener('change', ({ target }) => {
  if (target.matches('[data-reload]')) target.form.requestSubmit(target.form.querySelector('[data-reloads]'));
});

count();
setInterval(count, 1_000);
if ('follow' in document.body.dataset) {
  // What a form came back on has no address of its own.
  if (document.body.dataset.follow && location.pathname !== document.body.dataset.follow)
    history.replaceState(null, '', document.body.dataset.follow);
  setInterval(follow, every);
  document.addEventListener('visibilitychange', () => void follow());
}
