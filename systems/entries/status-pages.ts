import { z } from 'zod';
import { publicStatuses } from '../../workflows/contract/status-page.ts';
import { choice, mapping, name, text } from '../values.ts';
import { awaited, cannotBeTakenBack } from './kubernetes-mitigations.ts';

const question = mapping({ question: text, example: text.optional() });

/** Tells the public, as the document words it or as a person does. */
export const publishStatus = mapping({
  ...awaited,
  action: z.literal('statusPage.publish'),
  target: name,
  heading: text,
  status: choice(publicStatuses),
  message: text.optional(),
  impact: choice(['none', 'minor', 'major', 'critical']).optional(),
  components: z
    .record(
      text,
      choice(['operational', 'degraded_performance', 'partial_outage', 'major_outage', 'under_maintenance']),
      { error: 'how each component is, by its id' },
    )
    .optional(),
  asks: mapping({ message: question.optional(), incident: question.optional() }).optional(),
  risk: cannotBeTakenBack,
}).refine(({ message, asks }) => (message === undefined) !== (asks?.message === undefined), {
  path: ['message'],
  error: 'either "message", or "asks: { message: { question: … } }"',
});
