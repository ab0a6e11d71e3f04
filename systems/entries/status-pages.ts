import { z } from 'zod';
import { publicStatuses } from '../../workflows/contract/status-page.ts';
import { choice, mapping, name, text } from '../values.ts';
import { awaited, cannotBeTakenBack } from './kubernetes-mitigations.ts';
import { template } from './templates.ts';

const impact = choice(['none', 'minor', 'major', 'critical']);

const components = z.record(
  text,
  choice(['operational', 'degraded_performance', 'partial_outage', 'major_outage', 'under_maintenance']),
  { error: 'how each component is, by its id' },
);

const question = mapping({ question: text, example: text.optional() });

/** Tells the public, as the document words it or as a person does. */
export const publishStatus = mapping({
  ...awaited,
  action: z.literal('statusPage.publish'),
  target: name,
  heading: text,
  status: choice(publicStatuses),
  message: text.optional(),
  impact: impact.optional(),
  components: components.optional(),
  asks: mapping({ message: question.optional(), incident: question.optional() }).optional(),
  risk: cannotBeTakenBack,
}).refine(({ message, asks }) => (message === undefined) !== (asks?.message === undefined), {
  path: ['message'],
  error: 'either "message", or "asks: { message: { question: … } }"',
});

/** How the public is told of an incident, phase by phase. */
export const publicUpdates = mapping({
  target: name,
  heading: template.optional(),
  impact: bySeverity(impact).optional(),
  components: bySeverity(components).optional(),
  texts: mapping({
    investigating: template.optional(),
    identified: template.optional(),
    monitoring: template.optional(),
    resolved: template.optional(),
  }).default({}),
});

function bySeverity<Item extends z.ZodType>(item: Item) {
  const each = item.optional();
  return mapping({ P0: each, P1: each, P2: each, P3: each });
}
