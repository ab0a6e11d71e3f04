import { deleteOldFiles } from '../../../activities/mitigations/delete-old-files.ts';
import { day, host } from './world.ts';

const [, , root = ''] = process.argv;

/** Plans as whoever starts it, and prints what comes of it. */
try {
  const proposal = await deleteOldFiles({ root, own: [] }).observe(
    {
      name: 'deleteOldLogs',
      title: 'Delete old logs',
      action: 'files.deleteOld',
      target: host,
      roots: ['/disk/log'],
      pattern: '*.gz',
      olderThan: 30 * day,
      risk: 'destructive',
      asks: [],
      temporary: false,
    },
    {},
  );
  console.log(JSON.stringify(proposal));
} catch (error) {
  const { type, message } = error as { type?: string; message: string };
  console.log(`${type}: ${message}`);
}
