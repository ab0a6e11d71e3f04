import type { Client } from '@temporalio/client';
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  fastify,
  LogController,
} from 'fastify';
import type { Catalogue } from '../../systems/catalogue.ts';
import { httpLimits } from '../../telemetry/http-limits.ts';
import { board } from '../board/board.ts';
import { alertmanagerHook } from './alertmanager-hook.ts';
import type { Config } from './config.ts';
import { credentialsCheck } from './credentials-check.ts';
import { genericHook } from './generic-hook.ts';
import { grafanaHook } from './grafana-hook.ts';
import { readiness } from './health.ts';
import { hookDoors } from './hooks.ts';
import type { GatewayMetrics } from './metrics/metrics.ts';
import { pagerDutyHook } from './pager-duty/hook.ts';
import { alertRecorder } from './record-alerts.ts';
import { countRefusals } from './refusals.ts';
import { sentryHook } from './sentry-hook.ts';
import { slackDoor } from './slack/http-door.ts';
import { traceDoors } from './tracing.ts';

/** What the gateway is made of. */
export interface GatewayParts {
  config: Pick<Config, 'board' | 'credentials' | 'hooks' | 'slack'> & Partial<Pick<Config, 'environment'>>;
  client: Client;
  catalogue: Catalogue;
  log: FastifyBaseLogger;
  /** Absent = nothing is counted. */
  metrics?: GatewayMetrics;
}

const largestBody = 5 * 1024 * 1024;
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The HTTP server of the gateway, not yet listening. */
export function buildGateway({ config, client, catalogue, log, metrics }: GatewayParts): FastifyInstance {
  const app = fastify({
    loggerInstance: log,
    // Fastify's own request lines would hold the whole URL, and with it what a sender put into its query.
    logController: new LogController({ disableRequestLogging: true }),
    ...httpLimits,
    bodyLimit: largestBody,
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      void reply.code(error.statusCode ?? 400).send({ error: `${error.message}.` });
    },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, async (_request: unknown, body: string) => body);

  app.addHook('onResponse', async ({ method, routeOptions }, { statusCode, elapsedTime, log: line }) => {
    const isHook = routeOptions.url?.startsWith('/hooks/') && statusCode !== 401;
    const level = statusCode >= 500 ? 'error' : isHook ? 'info' : 'debug';
    line[level](
      { method, route: routeOptions.url, status: statusCode, ms: Math.round(elapsedTime) },
      'answered',
    );
  });

  traceDoors(app);
  metrics?.countAnswers(app);

  const refusals = metrics?.countingRefusals(countRefusals(log)) ?? countRefusals(log);
  const recorder = alertRecorder({ client, catalogue });
  const record = metrics?.counting(recorder) ?? recorder;
  const credentials = credentialsCheck(config.credentials);
  const places = [
    alertmanagerHook(credentials),
    grafanaHook(config.hooks?.grafana, credentials),
    sentryHook(config.hooks?.sentry, credentials === 'anyone'),
    pagerDutyHook(config.hooks?.pagerDuty, credentials === 'anyone', { client, catalogue }),
    genericHook({ catalogue, environment: config.environment ?? {} }),
  ];
  void app.register(hookDoors({ places, client, record, refusals }));
  if (config.slack?.signingSecrets.length)
    void app.register(slackDoor({ settings: config.slack, client, catalogue }));

  if (config.board) {
    const { environment = {} } = config;
    void app.register(board({ settings: config.board, client, catalogue, environment }));
  }

  app.get('/healthz', async () => ({ status: 'alive' }));
  app.get('/readyz', async (_request, reply) => {
    const { ready, reasons } = await readiness(client, catalogue);
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', reasons });
  });

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const url = path.replace(/^(\/hooks\/generic\/)[^/]+$/, '$1:source');
    const allowed = methods.filter((method) => app.hasRoute({ method, url }));
    if (allowed.length === 0) {
      const error = `There is nothing at ${path}: alerts go to POST /hooks/alertmanager, or to that of another sender (docs/hooks.md); GET /healthz and /readyz tell how the gateway is.`;
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
        error:
          'The body is larger than 5 MB: let it hold fewer alerts (at Alertmanager lower max_alerts in its webhook_config).',
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
