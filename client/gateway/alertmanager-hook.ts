import type { Client } from '@temporalio/client';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Catalogue } from '../../systems/catalogue.ts';
import { readAlertmanager } from '../alerts/alertmanager.ts';
import { builtInCatchAll, type Delivery, route } from '../alerts/routing.ts';
import { temporalTrouble } from '../temporal.ts';
import { type Receipt, recordDeliveries } from './delivery.ts';
import { createMerger } from './merging.ts';

/** Answers 202 once Temporal has every alert of the body on record, 400 with what is wrong with it, 503 if it cannot be recorded. */
export function answerAlertmanager({ client, catalogue }: { client: Client; catalogue: Catalogue }) {
  const merger = createMerger<Delivery, Receipt>({
    record: (workflowId, deliveries) => recordDeliveries(client, workflowId, deliveries),
  });

  return async (request: FastifyRequest, reply: FastifyReply) => {
    const read = readAlertmanager(typeof request.body === 'string' ? request.body : '');
    if (!read.understood) {
      request.log.warn({ because: read.because }, 'refused a malformed message');
      return reply.code(400).send({ error: read.because });
    }
    const { deliveries, trouble } = route(read.group, catalogue);
    if (deliveries.some(({ system }) => system === builtInCatchAll.system)) {
      request.log.error({ trouble }, 'no route takes these alerts: they go to the built-in catch-all');
    }

    try {
      const recorded = await Promise.all(
        deliveries.map(async (delivery) => ({
          delivery,
          receipt: await merger.submit(delivery.workflowId, delivery),
        })),
      );
      const incidents = recorded.flatMap(({ delivery: { workflowId, alerts }, receipt }) =>
        receipt.recorded ? [{ workflowId, runId: receipt.runId, alerts: alerts.length }] : [],
      );
      const nothingOpen = recorded.flatMap(({ delivery: { workflowId, alerts }, receipt }) =>
        receipt.recorded ? [] : [{ workflowId, alerts: alerts.length }],
      );
      request.log.info({ incidents, nothingOpen }, 'recorded');
      return reply.code(202).send({ incidents, nothingOpen });
    } catch (error) {
      const because = temporalTrouble(error, client);
      request.log.error({ because }, 'could not record alerts');
      const says = `The alerts are not on record, send them again: ${because}`;
      return reply.code(503).header('retry-after', '5').send({ error: says });
    }
  };
}
