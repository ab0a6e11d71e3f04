import type { Client } from '@temporalio/client';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  fastify,
  LogController,
} from 'fastify';
import type { Catalogue } from '../../systems/catalogue.ts';
import { answerAlertmanager } from './alertmanager-hook.ts';
import { authenticator } from './authentication.ts';
import type { Config } from './config.ts';
import { readiness } from './health.ts';
import { slackDoor } from './slack/interactions.ts';

/** What the gateway is made of. */
export interface GatewayParts {
  config: Pick<Config, 'credentials' | 'slack'>;
  client: Client;
  catalogue: Catalogue;
  log: FastifyBaseLogger;
}

const largestBody = 5 * 1024 * 1024;
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The HTTP server of the gateway, not yet listening. */
export function buildGateway({ config, client, catalogue, log }: GatewayParts): FastifyInstance {
  const app = fastify({
    loggerInstance: log,
    // Fastify's own request lines would hold the whole URL, and with it what a sender put into its query.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: largestBody,
    requestTimeout: 10_000,
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      void reply.code(error.statusCode ?? 400).send({ error: `${error.message}.` });
    },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, async (_request: unknown, body: string) => body);

  app.addHook('onResponse', async ({ method, routeOptions }, { statusCode, elapsedTime, log: line }) => {
    const level = statusCode >= 500 ? 'error' : routeOptions.url?.startsWith('/hooks/') ? 'info' : 'debug';
    line[level](
      { method, route: routeOptions.url, status: statusCode, ms: Math.round(elapsedTime) },
      'answered',
    );
  });

  const authentic = config.credentials === 'anyone' ? () => true : authenticator(config.credentials);
  let refused = 0;
  app.post('/hooks/alertmanager', {
    onRequest: async (request, reply) => {
      if (authentic(request.headers.authorization)) return;
      refused += 1;
      request.log.warn(
        { refused, from: request.ip },
        'refused a message whose credentials are wrong or missing',
      );
      return reply.code(401).header('www-authenticate', 'Bearer, Basic realm="mayday"').send({
        error:
          "The credentials are wrong or missing: write the gateway's MAYDAY_HOOK_TOKEN, or its user and password, into http_config of Alertmanager's webhook_config.",
      });
    },
    handler: answerAlertmanager({ client, catalogue }),
  });

  if (config.slack) void app.register(slackDoor({ settings: config.slack, client, catalogue }));

  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    const { ready, reasons } = await readiness(client, catalogue);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', reasons });
  });

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const allowed = methods.filter((method) => app.hasRoute({ method, url: path }));
    if (allowed.length === 0) {
      const error = `There is nothing at ${path}: alerts go to POST /hooks/alertmanager; GET /healthz and /readyz tell how the gateway is.`;
      return reply.code(404).send({ error });
    }
    const error = `${path} does not take ${request.method}: use ${allowed.join(' or ')}.`;
    return reply.code(405).header('allow', allowed.join(', ')).send({ error });
  });

  let oversized = 0;
  app.setErrorHandler((error: Error & { code?: string; statusCode?: number }, request, reply) => {
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
      oversized += 1;
      request.log.error(
        { oversized, from: request.ip },
        'refused a message above 5 MB: its alerts are not recorded',
      );
      // Hung up on amid its body, a sender would see a broken connection instead, and try again.
      return reply.code(413).removeHeader('connection').send({
        error: "The body is larger than 5 MB: lower max_alerts in Alertmanager's webhook_config.",
      });
    }
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ error: `${error.message}.` });
    request.log.error({ error: error.message, stack: error.stack }, 'could not answer');
    return reply
      .code(500)
      .send({ error: 'The gateway made a mistake; its log says which. Send the message again.' });
  });

  return app;
}
