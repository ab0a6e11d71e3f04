import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Followed } from '../../../workflows/contract/incident.ts';
import { span } from '../../times.ts';
import type { BoardParts, Pages } from '../parts.ts';
import { decide } from '../send.ts';
import type { Flash } from '../visitor.ts';
import { again, textsOf } from './again.ts';
import { type Context, contextOf, incidentPath } from './context.ts';
import { messageId } from './once.ts';

const verb = 'decide';

type Asks = FastifyRequest<{ Params: { incident: string } }>;

const decisions = z.object({
  plan: z
    .string('This form names no plan: load the page again.')
    .regex(/^[0-9]{1,6}$/, 'This form names no plan: load the page again.')
    .transform(Number),
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'This form does not say which plan you saw: load the page again.'),
  decision: z.enum(['approve', 'reject', 'alone'], 'Say whether you approve or reject.'),
  reason: z.string().trim().max(4_000, 'The reason takes 4,000 characters at most.').default(''),
});

/** What somebody decides on the plan that they see. */
export const decidePages: Pages = (app, parts) => {
  app.post('/board/incidents/:incident/decide', async (request: Asks, reply) => {
    const since = parts.clock();
    const fields = textsOf(request.body);
    const context = await contextOf(parts, request, { verb, fields });
    const read = decisions.safeParse(fields);
    const wrong = read.success
      ? lacksReason(read.data, context.reading.followed)
      : read.error.issues.map(({ message }) => message).join(' ');
    if (!read.success || wrong) return again(context, reply, { outcome: 'refused', says: wrong ?? '' }, 422);
    const flash = await said(parts, context, read.data);
    if (flash.outcome === 'refused') {
      const now = await contextOf(parts, request, { verb, fields });
      const by = { ...flash, says: flash.says + howMuchLater(now, read.data.plan, since) };
      return again(now, reply, by, 409);
    }
    request.session.set('flash', flash);
    return reply.redirect(incidentPath(context.reading), 303);
  });
};

type Read = z.infer<typeof decisions>;

async function said(
  parts: BoardParts,
  { request, reading, visitor, draft }: Context,
  read: Read,
): Promise<Flash> {
  const { plan, hash, decision, reason } = read;
  const alone = decision === 'alone';
  return await decide(
    parts,
    request,
    reading,
    {
      plan,
      hash,
      decision: alone ? 'approve' : decision,
      ...(reason ? { reason } : {}),
      ...(alone ? { breakGlass: true } : {}),
    },
    messageId(visitor, reading, verb, draft?.fields ?? {}),
  );
}

/** Said here in the words of the form; the worker would refuse it, too. */
function lacksReason({ plan, decision, reason }: Read, followed: Followed | undefined): string | undefined {
  if (reason) return undefined;
  if (decision === 'reject') return `Write why you reject plan ${plan}: whoever comes next has to know.`;
  if (decision === 'alone') return `Write why you go alone on plan ${plan}.`;
  const { pending, forPublic } = followed?.view ?? {};
  const seen = [pending, forPublic].find((each) => each?.id === plan);
  return seen?.risk === 'destructive' ? `Plan ${plan} is destructive: write why you approve it.` : undefined;
}

/** Where somebody else was faster: by how much. */
function howMuchLater({ reading: { followed } }: Context, plan: number, since: number): string {
  const before = followed?.timeline.findLast(
    ({ fact }) => (fact.kind === 'approved' || fact.kind === 'rejected') && fact.plan === plan,
  );
  if (!before) return '';
  const ms = since - Date.parse(before.at);
  return ms < 1_000 ? ', just before you' : `, ${span(ms)} before you`;
}
