import { html } from 'ghtml';

// The page's script counts these in the zone and by the clock of whoever looks; without it they read as written here.

/** An instant, RFC 3339; `22 Nov 09:41:12`, with the date only where it is not today's. */
export function timeAt(at: string): string {
  return html`<time datetime="${at}" data-at>${inUtc(at)}</time>`;
}

/** A deadline, RFC 3339; `in 12 min`. */
export function timeDue(due: string): string {
  return html`<time datetime="${due}" data-due="${due}">${inUtc(due)}</time>`;
}

/** What lies behind, RFC 3339; `12 min ago`. */
export function timeSince(at: string): string {
  return html`<time datetime="${at}" data-since="${at}">${inUtc(at)}</time>`;
}

/** `2026-11-22 09:41:12 UTC`; the text itself if it is no time. */
export function inUtc(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
