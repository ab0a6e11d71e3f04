import cors from '@fastify/cors';
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from 'fastify';
import { encryptionCodec } from '../../codec/encryption-codec.ts';
import { httpLimits } from '../../telemetry/http-limits.ts';
import { admission } from './admission.ts';
import type { Config } from './config.ts';
import { fromJson, payloadsInJson, toJson } from './payloads.ts';
import { perMinute } from './rate.ts';

/** A page of a history in the Temporal UI, with room. */
const largestBody = 16 * 1024 * 1024;
/** One address, in a minute: a person's clicks in the Temporal UI are far below. */
const mostAsked = 1_200;
const mostRefused = 30;

type Verb = 'encode' | 'decode';

/** The codec server, not yet listening. */
export function buildCodecServer(config: Config, log: FastifyBaseLogger): FastifyInstance {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    ...httpLimits,
    bodyLimit: largestBody,
    routerOptions: { ignoreDuplicateSlashes: true },
  });
  void app.register(cors, {
    origin: config.origins,
    methods: ['POST'],
    allowedHeaders: ['Authorization', 'Authorization-Extras', 'Content-Type', 'X-Namespace'],
    maxAge: 600,
    strictPreflight: false,
  });
  const admit = admission(config);
  const asked = perMinute(mostAsked);
  const refused = perMinute(mostRefused);

  app.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  app.addHook('onResponse', async ({ method, routeOptions }, { statusCode, elapsedTime, log: line }) => {
    const ms = Math.round(elapsedTime);
    line.info({ method, route: routeOptions.url, status: statusCode, ms }, 'answered');
  });
  app.get('/healthz', { logLevel: 'warn' }, async () => ({ status: 'alive' }));

  void app.register(async (doors) => {
    // Before the body is read: who is not admitted costs nothing.
    doors.addHook('onRequest', async ({ ip, headers, log: line }, reply) => {
      const answer = await admit(headers.authorization);
      // Behind a proxy all have one address: who guesses must not keep out those who have a token.
      const counts = answer.admitted ? asked : refused;
      if (counts.isOver(ip)) {
        reply.code(429).header('retry-after', '60');
        return reply.send({ error: 'Too many requests from this address: try again in a minute.' });
      }
      if (answer.admitted || answer.status === 401) counts.count(ip);
      if (answer.admitted) return;
      line.warn({ because: answer.because }, 'refused');
      return reply.code(answer.status).send({ error: `${answer.because}.` });
    });
    for (const verb of ['encode', 'decode'] as const) {
      doors.post(`/${verb}`, async ({ body, headers }) => answer(verb, body, named(headers)));
      doors.post<{ Params: { namespace: string } }>(`/:namespace/${verb}`, async ({ body, params }) =>
        answer(verb, body, params.namespace),
      );
    }
  });

  async function answer(verb: Verb, body: unknown, namespace: string) {
    const read = payloadsInJson.safeParse(body);
    if (!read.success)
      throw mistake('The body is not {"payloads": [{"metadata": …, "data": …}]} with bytes in base64');
    const codec = encryptionCodec({
      ring: config.ring,
      namespace,
      unreadable: 'value',
      hear: ({ because, message }) =>
        log.warn({ because, namespace }, `a payload cannot be read: ${message}`),
    });
    return toJson(await codec[verb](fromJson(read.data)));
  }

  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: 'POST to /decode or /encode, or /NAMESPACE/decode or /NAMESPACE/encode.' }),
  );
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) log.warn({ because: error.message }, 'refused');
    if (status < 500) return reply.code(status).send({ error: `${error.message.replace(/\.$/, '')}.` });
    log.error({ error: error.message, stack: error.stack }, 'could not answer');
    return reply.code(500).send({ error: 'The codec server made a mistake; its log says which.' });
  });
  return app;
}

// The temporal command sends an empty name where it was given none.
function named({ 'x-namespace': namespace }: Record<string, string | string[] | undefined>): string {
  return typeof namespace === 'string' && namespace ? namespace : 'default';
}

function mistake(message: string): Error {
  return Object.assign(new Error(message), { statusCode: 400 });
}
