import { z } from 'zod';
import { failureOf, type Trouble, troubleOf } from './failures.ts';
import { below, type Mark, type Page, type Posted, segment, type Text } from './pages.ts';
import type { Ask, Way } from './request.ts';

const incident = z.object({
  id: z.string(),
  status: z.string(),
  metadata: z
    .object({ mayday: z.object({ incident: z.string(), effect: z.string() }).optional().catch(undefined) })
    .nullish()
    .catch(undefined),
});

/** A page of Atlassian Statuspage: what we posted bears our mark, and is found again by it. */
export function atlassianPage(ask: Ask, way: Way, url: URL, page: string): Page {
  const place = (...parts: string[]) => below(url, 'pages', segment(page), 'incidents', ...parts);
  const read = <T>(schema: z.ZodType<T>, answer: unknown, trouble: Trouble = 'refused'): T => {
    const { success, data } = schema.safeParse(answer);
    if (success) return data;
    throw failureOf({ trouble, says: `The ${way.shown} answers what cannot be read.` });
  };
  return {
    shown: way.shown,
    remembers: true,
    address: (id) => place(...(id === undefined ? [] : [segment(id)])).href,
    async find(keyId, id) {
      if (id !== undefined) {
        return await ask(way, 'GET', place(segment(id))).then(
          (answer) => posted(read(incident, answer)),
          (error: unknown) => {
            if (troubleOf(error) === 'not found') return undefined;
            throw error;
          },
        );
      }
      const unresolved = read(z.array(incident), await ask(way, 'GET', place('unresolved')));
      return unresolved.map(posted).find(({ mark }) => mark?.incident === keyId);
    },
    async open(text, mark) {
      // It is there, and found again by its mark.
      return read(incident, await ask(way, 'POST', place(), body(text, mark)), 'answer lost').id;
    },
    async change(id, text, mark) {
      await ask(way, 'PATCH', place(segment(id)), body(text, mark));
    },
  };
}

function posted({ id, status, metadata }: z.output<typeof incident>): Posted {
  return { id, status, ...(metadata?.mayday ? { mark: metadata.mayday } : {}) };
}

function body({ heading, status, message, impact, components }: Text, mark: Mark) {
  return {
    incident: {
      name: heading,
      status,
      body: message,
      ...(impact === undefined ? {} : { impact_override: impact }),
      ...(components === undefined ? {} : { components, component_ids: Object.keys(components) }),
      metadata: { mayday: mark },
    },
  };
}
