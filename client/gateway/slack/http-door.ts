import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type SlackAnswer, type SlackDesk, type SlackDeskParts, slackDesk } from './desk.ts';
import { signatureFault } from './signature.ts';

const largestBody = 1024 * 1024;

/** The doors `POST /slack/interactions` and `POST /slack/commands`, for requests that Slack signed. */
export function slackDoor({ settings, client, catalogue, clock = Date.now }: Omit<SlackDeskParts, 'log'>) {
  type Answers = (desk: SlackDesk, form: URLSearchParams) => Promise<SlackAnswer>;

  const answer =
    (desk: SlackDesk, answers: Answers) => async (request: FastifyRequest, reply: FastifyReply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const fault = signatureFault({
        signingSecrets: settings.signingSecrets,
        body,
        timestamp: request.headers['x-slack-request-timestamp'],
        signature: request.headers['x-slack-signature'],
        now: clock(),
      });
      if (fault) {
        request.log.warn({ because: fault, from: request.ip }, 'refused what should be a request of Slack');
        return reply.code(401).send({ error: `This is refused because ${fault}.` });
      }
      const { status, body: shown } = await answers(desk, new URLSearchParams(body.toString('utf8')));
      return reply.code(status).send(shown);
    };

  // In a scope of its own: the signature is over the bytes, not over a text made of them.
  return async (scope: FastifyInstance) => {
    const desk = slackDesk({ settings, client, catalogue, clock, log: scope.log });
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
    scope.post('/slack/interactions', { bodyLimit: largestBody }, answer(desk, interaction));
    scope.post('/slack/commands', { bodyLimit: largestBody }, answer(desk, command));
  };
}

async function interaction(desk: SlackDesk, form: URLSearchParams): Promise<SlackAnswer> {
  let payload: unknown;
  try {
    payload = JSON.parse(form.get('payload') ?? '');
  } catch {
    return { status: 400, body: { error: 'The body has no form field "payload" that holds JSON.' } };
  }
  return await desk.interaction(payload);
}

async function command(desk: SlackDesk, form: URLSearchParams): Promise<SlackAnswer> {
  // Slack looks at the certificate now and then, and wants a 200 for it.
  if (form.get('ssl_check') === '1') return { status: 200 };
  return await desk.command(Object.fromEntries(form));
}
