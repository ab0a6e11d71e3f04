import { z } from 'zod';
import { mapping, reference } from '../values.ts';
import { webUrl } from './targets.ts';

const token = `a \${NAME} that holds the token`;

/** Where alerts come from, so that it can be asked for silence. */
export const alertmanager = mapping({
  url: webUrl('an Alertmanager'),
  bearer: z.string({ error: token }).regex(reference, token).optional(),
  silence: z.boolean({ error: 'true or false' }).optional(),
});
