import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from 'ghtml';
import { hashOf } from '../../../workflows/contract/keys.ts';
import { CommandFailure } from '../../failure.ts';
import { declare, declaredInWords } from '../../incidents/declare.ts';
import { type Draft, readDraft, type WrongDraft } from '../../incidents/draft.ts';
import { type KnownSystem, runbooksOf, severitiesOf, systemsOf } from '../../systems/known.ts';
import { temporalTrouble, withinDeadline } from '../../temporal.ts';
import { csrfField, sendPage } from '../page.ts';
import type { BoardParts, Pages } from '../parts.ts';
import { firstValues } from '../query.ts';
import { nameAt } from '../rights.ts';
import { type SessionData, visitorOf } from '../visitor.ts';
import { declareForm, systemChoice } from './form.ts';

/** ms for all of it, and of that for the first word of a new incident. */
const [deadline, patience] = [8_000, 3_000];

/** Declaring an incident: which system, then what its file has for it. */
export const declarePages: Pages = (app, parts) => {
  app.get('/board/declare', (request, reply) => {
    const { system, ...typed } = firstValues(request.query);
    return show(parts, request, reply, { system, ...typed });
  });

  app.post('/board/declare', async (request, reply) => {
    const { once = randomUUID(), ...typed } = firstValues(request.body);
    const again = (wrong: WrongDraft, status = 422) =>
      show(parts, request, reply, { ...typed, once }, wrong, status);
    const draft = readDraft(parts.catalogue, typed);
    if ('wrong' in draft) return again(draft.wrong);
    const visitor = visitorOf(request, parts.clock()) as SessionData;
    const { signedIn } = visitor;
    const name = nameAt(parts, visitor, draft.system);
    if (name === undefined) return again({ field: 'system', says: notNamed(draft.system) }, 403);
    const id = hashOf({ signedIn, once });
    const { client, reader } = parts;
    try {
      const by = { name, door: 'board', signedIn } as const;
      const opened = await withinDeadline(client, deadline, () =>
        declare({ client }, draft, { by, id, patience }),
      );
      const there = opened.joined ? opened.there : opened;
      reader.changed(there);
      request.session.set('flash', { outcome: 'done', says: declaredInWords(opened) });
      return await reply.redirect(`/board/incidents/${encodeURIComponent(there.incident)}`, 303);
    } catch (error) {
      if (error instanceof CommandFailure) return again({ field: 'system', says: error.message });
      request.log.error(
        { because: temporalTrouble(error, client) },
        'could not open an incident from the board',
      );
      const says = `${temporalTrouble(error, client)} It is not sure that this is on record: send it again, it counts once.`;
      return again({ field: 'system', says }, 503);
    }
  });
};

type Typed = Partial<Draft> & { once?: string };

function show(
  parts: BoardParts,
  request: FastifyRequest,
  reply: FastifyReply,
  typed: Typed,
  wrong?: WrongDraft,
  status = 200,
) {
  const { catalogue } = parts;
  const visitor = visitorOf(request, parts.clock()) as SessionData;
  const systems = systemsOf(catalogue).filter(({ system }) => nameAt(parts, visitor, system) !== undefined);
  const asked = systems.find(({ system }) => system === typed.system);
  const system = typed.system === undefined && systems.length === 1 ? systems[0] : asked;
  const form = (given: KnownSystem) =>
    declareForm({
      system: given,
      runbooks: runbooksOf(catalogue, given.system),
      severities: severitiesOf(catalogue, given.system),
      typed,
      wrong,
      csrf: csrfField(request),
      once: typed.once ?? randomUUID(),
      choice: systems.length > 1,
    });
  const problem = wrong ?? (typed.system && !system ? { says: notNamed(typed.system) } : undefined);
  const body = () => html`<h1>Declare an incident</h1>
!${system || !problem ? '' : html`<p class="notice bad" role="alert">${problem.says}</p>`}
!${system ? form(system) : systems.length > 0 ? systemChoice(systems) : nobody}`;
  return sendPage(request, reply, { title: 'Declare an incident', under: 'declare', body }, status);
}

function notNamed(system: string): string {
  return `The file of ${system} does not name you, so you cannot declare an incident there: choose another system, or ask somebody of its people.`;
}

const nobody = html`<p class="empty">No system's file names you, so that you may read here and declare nothing: ask somebody of its people, or for your name under "people" in systems/SYSTEM.yaml.</p>`;
