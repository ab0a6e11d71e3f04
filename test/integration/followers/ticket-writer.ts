import { folderTickets } from '../../../activities/tickets/folder-tickets.ts';
import { notice } from '../../harness/slack-notices.ts';

const tickets = folderTickets(process.argv[2] ?? '');
process.send?.('begun');
await tickets.say(notice('headline', 'h', 0));
for (let i = 0; i < 400; i += 1) await tickets.say(notice('update', `e${i}`, i));
