import { z } from 'zod';
import { mapping, text } from '../values.ts';
import { stakeholderChannels, teams, tickets, webhooks } from './follower-channels.ts';
import { mail, pagerDuty } from './paging-channels.ts';

/** Where people are told. */
export const channels = mapping({
  incidents: text.optional(),
  alerts: text.optional(),
  perIncident: z.boolean({ error: 'true or false' }).optional(),
  teams: teams.optional(),
  webhooks: webhooks.optional(),
  tickets: tickets.optional(),
  stakeholders: stakeholderChannels.optional(),
  pagerDuty: pagerDuty.optional(),
  mail: mail.optional(),
  social: text.optional(),
  statusPage: z.url({ error: 'a URL' }).optional(),
  hotline: text.optional(),
  email: z.email({ error: 'a mail address' }).optional(),
});
