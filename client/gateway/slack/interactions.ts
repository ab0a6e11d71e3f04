import { LogLevel, type ModalView, WebClient } from '@slack/web-api';
import type { Client } from '@temporalio/client';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Catalogue } from '../../../systems/catalogue.ts';
import type { IncidentView } from '../../../workflows/contract/incident.ts';
import { incidentQuery } from '../../../workflows/contract/messages.ts';
import { temporalTrouble, withinDeadline } from '../../temporal.ts';
import type { SlackDoorSettings } from './config.ts';
import { type Interaction, readInteraction } from './interaction.ts';
import { detailsModal, reasonForm, reasonModal, sayingModal } from './modals.ts';
import { record } from './record.ts';
import { signatureFault } from './signature.ts';

export interface SlackDoorParts {
  settings: SlackDoorSettings;
  client: Client;
  catalogue: Catalogue;
  /** Epoch ms. */
  clock?: () => number;
}

const largestBody = 1024 * 1024;
/** ms; with the question to the worker before it, within the 3 s that a trigger is good for. */
const modalDeadline = 1_500;
const queryDeadline = 1_000;

/** The door `POST /slack/interactions`. */
export function slackDoor({ settings, client, catalogue, clock = Date.now }: SlackDoorParts) {
  const { signingSecret, token, apiUrl, gatewayKey } = settings;
  const web = new WebClient(token, {
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: modalDeadline,
    logLevel: LogLevel.ERROR,
  });

  async function open(interaction: Interaction, view: ModalView, reply: FastifyReply) {
    try {
      await web.views.open({ trigger_id: interaction.triggerId, view });
      return reply.code(200).send();
    } catch (error) {
      reply.log.error({ because: (error as Error).message }, 'could not open a modal in Slack');
      return reply.code(502).send({ error: 'Slack did not open the form: try again.' });
    }
  }

  async function ask(workflowId: string): Promise<IncidentView | undefined> {
    const query = () => client.workflow.getHandle(workflowId).query(incidentQuery);
    return withinDeadline(client, queryDeadline, query).catch(() => undefined);
  }

  async function decide(interaction: Interaction, reply: FastifyReply) {
    const { action, button, place, reason, clicked } = interaction;
    // A form can show what is wrong with it; on a button Slack shows that something is.
    const refuse = (status: number, says: string) =>
      clicked
        ? reply.code(status).send({ error: says })
        : reply.send({ response_action: 'errors', errors: { [reasonForm.block]: says } });
    if (!button || (action !== 'acknowledge' && !button.plan)) {
      const says = 'This button is of another edition of Mayday and leads nowhere now: use a newer message.';
      return clicked ? open(interaction, sayingModal(says), reply) : refuse(400, says);
    }
    if (action === 'details')
      return open(interaction, detailsModal(button, await ask(button.workflowId)), reply);
    const takesReason = action === 'reject' || (action === 'approve' && button.plan?.takesReason);
    if (takesReason && clicked) return open(interaction, reasonModal(action, button, place.channel), reply);
    if (takesReason && !reason) return refuse(400, 'Say why, so that the others know.');
    try {
      const recorded = await record({ client, catalogue, gatewayKey, clock }, interaction, button);
      reply.log.info(
        { action, workflowId: button.workflowId, user: place.user, recorded },
        'a click in Slack',
      );
      if (recorded) return reply.code(200).send();
      const says = 'That incident is over: nothing was changed.';
      return clicked ? open(interaction, sayingModal(says), reply) : refuse(400, says);
    } catch (error) {
      reply.log.error({ because: temporalTrouble(error, client) }, 'could not record a click in Slack');
      return refuse(503, 'This is not on record, since Temporal does not answer: try again.');
    }
  }

  async function answer(request: FastifyRequest, reply: FastifyReply) {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const fault = signatureFault({
      signingSecret,
      body,
      timestamp: request.headers['x-slack-request-timestamp'],
      signature: request.headers['x-slack-signature'],
      now: clock(),
    });
    if (fault) {
      request.log.warn(
        { because: fault, from: request.ip },
        'refused what should be an interaction of Slack',
      );
      return reply.code(401).send({ error: `This is refused because ${fault}.` });
    }
    const read = readInteraction(body.toString('utf8'));
    if (!read.understood) return reply.code(400).send({ error: read.because });
    return read.interaction ? decide(read.interaction, reply) : reply.code(200).send();
  }

  // In a scope of its own: the signature is over the bytes, not over a text made of them.
  return async (scope: FastifyInstance) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
    scope.post('/slack/interactions', { bodyLimit: largestBody }, answer);
  };
}
