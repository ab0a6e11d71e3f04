import { html } from 'ghtml';
import { inForceNow } from '../../keepers/in-force.ts';
import { temporalTrouble } from '../../temporal.ts';
import type { Pages } from '../parts.ts';
import { mayRead } from '../rights.ts';
import { type SessionData, visitorOf } from '../visitor.ts';
import { sendConfigured } from './frame.ts';
import { frozen, leased, maintained } from './keepers.ts';

/** ms for which an answer counts. */
const fresh = 5_000;

/** `/board/configured/in-force`: freezes, targets that are being changed, and maintenance. */
export const inForcePage: Pages = (app, parts) => {
  app.get('/board/configured/in-force', async (request, reply) => {
    const visitor = visitorOf(request, parts.clock()) as SessionData;
    const sees = (system: string, runbook: string) => mayRead(parts, visitor, { system, runbook });
    const ask = () => inForceNow(parts);
    const { value, trouble } = await parts.reader.look({ key: 'in force', ask, fresh });
    const known = value
      ? html`!${frozen(value.freezes)}!${leased(value.leases, sees)}!${maintained(value.held, parts, sees)}`
      : maintained([], parts, sees);
    const why = trouble ? temporalTrouble(trouble, parts.client) : 'Temporal has not been asked yet.';
    const unasked = trouble || !value ? html`<p class="notice warn">${why}</p>` : '';
    return sendConfigured(request, reply, {
      title: 'In force',
      here: 'inForce',
      live: { force: `${unasked}${known}` },
      body: (region) => html`<h1>In force</h1>!${region('force')}`,
    });
  });
};
