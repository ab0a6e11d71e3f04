// Writes times for whoever looks: how long until or since, and instants in their own zone.

let ahead = 0;

/** What the server's clock says, so that a wrong clock here counts no wrong deadline. */
export function clockIs(date) {
  const off = Date.parse(date ?? '') - Date.now();
  ahead = Math.abs(off) > 3_000 ? off : 0;
}

/** Brings all times of the page up to now. */
export function count() {
  const now = Date.now() + ahead;
  for (const time of document.querySelectorAll('time[data-due]')) {
    const left = Date.parse(time.dataset.due) - now;
    write(time, left >= 0 ? `in ${inWords(left)}` : `${inWords(-left)} ago`, time.dataset.due);
    time.classList.toggle('over', left < 0);
    time.classList.toggle('soon', left >= 0 && left < 300_000);
  }
  for (const time of document.querySelectorAll('time[data-since]')) {
    const gone = now - Date.parse(time.dataset.since);
    write(time, gone < 1_000 ? 'just now' : `${inWords(gone)} ago`, time.dataset.since);
  }
  for (const time of document.querySelectorAll('time[data-at]'))
    if (time.dataset.shown !== time.dateTime) write(time, local(time.dateTime, now), time.dateTime);
}

function write(time, text, at) {
  if (Number.isNaN(Date.parse(at))) return;
  if (time.textContent !== text) time.textContent = text;
  if (time.dataset.shown === at) return;
  time.dataset.shown = at;
  time.title = `${new Date(at).toLocaleString('en-GB')} here, ${at.slice(0, 19).replace('T', ' ')} UTC`;
}

function local(at, now) {
  const date = new Date(at);
  const clock = date.toLocaleTimeString('en-GB');
  const day = date.toLocaleDateString('sv-SE');
  return day === new Date(now).toLocaleDateString('sv-SE') ? clock : `${day} ${clock}`;
}

function inWords(ms) {
  const s = Math.floor(ms / 1000);
  if (s < 120) return `${s} s`;
  if (s < 7200) return `${Math.floor(s / 60)} min`;
  if (s < 172_800) return `${Math.floor(s / 3600)} h`;
  return `${Math.floor(s / 86_400)} days`;
}
