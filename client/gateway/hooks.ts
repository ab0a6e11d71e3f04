import type { IncomingHttpHeaders } from 'node:http';
import type { Client } from '@temporalio/client';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type AlertGroup, notUnderstood } from '../alerts/alert-group.ts';
import { temporalTrouble } from '../temporal.ts';
import { TooMuchAtOnce } from './merging.ts';
import type { RecordAlerts } from './record-alerts.ts';
import type { Refusals } from './refusals.ts';

/** A message, whole. */
export interface Arrived {
  /** Byte by byte as it came: what signatures are over. */
  body: Buffer;
  headers: IncomingHttpHeaders;
  /** Epoch ms. */
  at: number;
}

/** What a message says. */
export type Reading =
  | { alerts: AlertGroup | AlertGroup[] }
  /** Something else to put on record. What it resolves with is the answer; it rejects if that is not on record. */
  | { record: () => Promise<object> }
  /** Half a sentence: why it concerns no incident. */
  | { nothing: string }
  /** Sentences: what is wrong with it. */
  | { notUnderstood: string };

/** How a message shows whose it is. Each says in sentences what is wrong, for the log and for who set the sender up. */
export interface Check {
  /** Before the body is read. */
  headers?(headers: IncomingHttpHeaders): string | undefined;
  signature?(arrived: Arrived): string | undefined;
}

/** A sender of messages: a check, and a reader. */
export interface Hook {
  /** What the alerts came through, as the timeline names it. */
  sender: string;
  check: Check | 'anyone';
  read(arrived: Arrived): Reading | Promise<Reading>;
  /** Its messages are refused where they are not understood; else, known to be its own, they open an incident. */
  refusesMalformed?: true;
}

/** Where a hook is. */
export interface HookPlace {
  path: string;
  methods: ('POST' | 'PUT')[];
  /** By the name at `:source` of the path; a sentence if there is none of that name. */
  hook(source: string): Hook | { none: string };
}

export interface HookParts {
  places: readonly HookPlace[];
  client: Client;
  record: RecordAlerts;
  refusals: Refusals;
  /** Epoch ms. */
  clock?: () => number;
}

/**
 * All hooks: 202 once everything is on record, 200 where there is nothing to record, 401 if it is not the
 * sender's, 400 with what is wrong, 503 if it cannot be recorded now.
 */
export function hookDoors({ places, client, record, refusals, clock = Date.now }: HookParts) {
  function refuse(hook: Hook, because: string, request: FastifyRequest, reply: FastifyReply) {
    refusals.refused(hook.sender, request.ip, because);
    return reply.code(401).send({ error: because });
  }

  async function understand(hook: Hook, arrived: Arrived, request: FastifyRequest): Promise<Reading> {
    try {
      return await hook.read(arrived);
    } catch (error) {
      const { message, stack } = error as Error;
      request.log.error({ error: message, stack }, 'could not read a message');
      return { notUnderstood: 'The gateway made a mistake; its log says which.' };
    }
  }

  async function answer(hook: Hook, request: FastifyRequest, reply: FastifyReply) {
    const { sender, check } = hook;
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const arrived = { body, headers: request.headers, at: clock() };
    const fault = check === 'anyone' ? undefined : check.signature?.(arrived);
    if (fault) return refuse(hook, fault, request, reply);

    const reading = await understand(hook, arrived, request);
    if ('nothing' in reading) return reply.code(200).send(reading);
    if ('notUnderstood' in reading) {
      const because = reading.notUnderstood;
      request.log.warn({ sender, because }, 'a message that is not understood');
      if (check === 'anyone' || hook.refusesMalformed) return reply.code(400).send({ error: because });
    }
    try {
      const recorded =
        'record' in reading
          ? await reading.record()
          : await record(groupsOf(hook, reading, arrived), sender, request.log);
      return reply.code(202).send({ ...recorded, ...('notUnderstood' in reading ? reading : {}) });
    } catch (error) {
      const because = error instanceof TooMuchAtOnce ? error.message : temporalTrouble(error, client);
      request.log.error({ sender, because }, 'could not record a message');
      const says = `The message is not on record, send it again: ${because}`;
      return reply.code(503).header('retry-after', '5').send({ error: says });
    }
  }

  // In a scope of its own: signatures are over the bytes, not over a text made of them.
  return async (scope: FastifyInstance) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
    for (const { path, methods, hook: named } of places) {
      const find = ({ params }: FastifyRequest) => named((params as { source?: string }).source ?? '');
      scope.route({
        method: methods,
        url: path,
        onRequest: async (request, reply) => {
          // Each reader knows what its sender sends; a type that is none would be refused before anybody reads the body.
          delete request.headers['content-type'];
          const hook = find(request);
          if ('none' in hook) return reply.code(404).send({ error: hook.none });
          const fault = hook.check === 'anyone' ? undefined : hook.check.headers?.(request.headers);
          if (!fault) return;
          reply.header('www-authenticate', 'Bearer, Basic realm="mayday"');
          return refuse(hook, fault, request, reply);
        },
        handler: async (request, reply) => {
          const hook = find(request);
          // An edit of the catalogue may have taken it away while the body was on its way.
          if ('none' in hook) return reply.code(404).send({ error: hook.none });
          return answer(hook, request, reply);
        },
      });
    }
  };
}

function groupsOf(
  { sender }: Hook,
  reading: { alerts: AlertGroup | AlertGroup[] } | { notUnderstood: string },
  { body, at }: Arrived,
): AlertGroup[] {
  if ('alerts' in reading) return [reading.alerts].flat();
  return [notUnderstood(sender, reading.notUnderstood, body.toString('utf8'), new Date(at))];
}
