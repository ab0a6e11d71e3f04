import { randomUUID } from 'node:crypto';
import type { SignalDefinition } from '@temporalio/common';
import type { FastifyRequest } from 'fastify';
import type { Message } from '../../workflows/contract/messages.ts';
import { failure } from '../failure.ts';
import { type Addressee, answerTo, deliver } from '../incidents/deliver.ts';
import type { ListedIncident } from '../incidents/listed.ts';
import { type Vouched, vouchedDecision } from '../incidents/vouched-decision.ts';
import type { BoardParts } from './parts.ts';
import type { Reading } from './reader.ts';
import { nameAt } from './rights.ts';
import { type Flash, visitorOf } from './visitor.ts';

/** ms that an incident has to say what it makes of it. */
const patience = 3_000;

type Parts = Pick<BoardParts, 'client' | 'catalogue' | 'settings' | 'environment' | 'clock' | 'reader'>;
type To = Pick<Reading, 'listed' | 'followed'>;
type Fields<M> = Omit<M, keyof Message>;

/**
 * Puts what the visitor says on Temporal's record, in their name at that incident's system, and answers what came of it;
 * with an `id` it counts once however often it is sent.
 * @throws CommandFailure with a sentence if the system does not name them or the incident has closed; Temporal's error if it does not take it within 5 s
 */
export async function send<M extends Message>(
  parts: Parts,
  request: FastifyRequest,
  to: To,
  signal: SignalDefinition<[M]>,
  fields: Fields<M>,
  id?: string,
): Promise<Flash> {
  const incident = addressee(to);
  return await deliverAs(parts, visiting(parts, request, incident), incident, signal, fields, id);
}

/** What somebody decides, beside who they are. */
export type Decided = Pick<Vouched, 'decision' | 'plan' | 'hash' | 'reason' | 'breakGlass'>;

/** Like `send`, for approve and reject: the gateway vouches with its key for who is signed in. @throws like `send` */
export async function decide(
  parts: Parts,
  request: FastifyRequest,
  to: To,
  { reason, ...decided }: Decided,
  id?: string,
): Promise<Flash> {
  const incident = addressee(to);
  const by = visiting(parts, request, incident);
  const [signal, fields] = vouchedDecision(
    { gatewayKey: parts.settings.gatewayKey, now: parts.clock() },
    {
      ...decided,
      ...(reason?.trim() ? { reason: reason.trim().slice(0, longestReason) } : {}),
      incident: incident.keyId,
      actor: by.name,
      door: 'board',
      signedIn: by.signedIn,
    },
  );
  return await deliverAs(parts, by, incident, signal, fields, id);
}

/** Characters; the incident would cut a longer one, and the signature would fit no more. */
const longestReason = 4_000;

/** As the incident itself says it, where it does: one that late alerts opened goes by a key id of its own. */
function addressee({ listed, followed }: To): ListedIncident {
  return { ...listed, keyId: followed?.view.keyId ?? listed.keyId };
}

type By = Exclude<NonNullable<Message['by']>, string>;

function visiting(parts: Parts, request: FastifyRequest, { system }: Pick<ListedIncident, 'system'>) {
  const visitor = visitorOf(request, parts.clock());
  if (!visitor) throw failure('Your session is over, so nothing was done: sign in, and send it again.');
  const name = nameAt(parts, visitor, system);
  if (name === undefined) {
    throw failure(
      `You may read here and say nothing, since the file of ${system} does not name you: ask for your ${'email' in visitor.signedIn ? 'mail address' : 'public key'} under "people" in systems/${system}.yaml, and a role. Nothing was done.`,
    );
  }
  return { name, door: 'board', signedIn: visitor.signedIn } as const;
}

async function deliverAs<M extends Message>(
  { client, reader }: Parts,
  by: By,
  incident: Addressee,
  signal: SignalDefinition<[M]>,
  fields: Fields<M>,
  id: string = randomUUID(),
): Promise<Flash> {
  const message = { ...fields, id, by, incident: incident.keyId } as unknown as M;
  await deliver({ client }, incident, signal, message);
  const answer = await answerTo({ client }, incident, id, patience);
  reader.changed(incident);
  if (answer) return answer;
  return {
    outcome: 'unknown',
    says: `On record at ${incident.incident}, which has not answered yet; it counts when a worker gets to it.`,
  };
}
