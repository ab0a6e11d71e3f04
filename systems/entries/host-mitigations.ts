import { z } from 'zod';
import { whyNoRoot } from '../roots.ts';
import { duration, list, mapping, name, text } from '../values.ts';
import { awaited } from './kubernetes-mitigations.ts';

const day = 86_400_000;

const destructive = z.literal('destructive', { error: 'destructive, since it cannot be taken back' });

const root = text.refine((folder) => whyNoRoot(folder) === undefined, {
  error: ({ input }) => `a folder in which files may be deleted: ${whyNoRoot(String(input))}`,
});

const pattern = text.refine(
  (written) => !written.includes('/') && /[^*?]/.test(written),
  'a pattern of names, like "*.gz"',
);

export const deleteOldFiles = mapping({
  ...awaited,
  action: z.literal('files.deleteOld'),
  target: name,
  roots: list(root).min(1, 'at least one folder'),
  pattern,
  olderThan: duration.refine((ms) => ms >= day, 'at least 1d'),
  risk: destructive,
});

export const pruneImages = mapping({
  ...awaited,
  action: z.literal('containers.pruneImages'),
  target: name,
  risk: destructive,
});

export type HostEntry = z.output<typeof deleteOldFiles> | z.output<typeof pruneImages>;
