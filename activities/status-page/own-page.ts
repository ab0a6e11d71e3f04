import { z } from 'zod';
import { below, type Page, segment } from './pages.ts';
import type { Ask, Way } from './request.ts';

const opened = z.object({ id: z.union([z.string(), z.number()]).transform(String) });

/** A page of the system's own, as document 003 has it: POST, and PATCH by an id; what was posted cannot be looked for. */
export function ownPage(ask: Ask, way: Way, url: URL): Page {
  return {
    shown: way.shown,
    remembers: false,
    address: (id) => (id === undefined ? below(url) : below(url, segment(id))).href,
    find: async () => undefined,
    async open({ heading: name, status, message }) {
      const { data } = opened.safeParse(await ask(way, 'POST', below(url), { name, status, message }));
      return data?.id;
    },
    async change(id, { status, message }) {
      await ask(way, 'PATCH', below(url, segment(id)), { status, message });
    },
  };
}
