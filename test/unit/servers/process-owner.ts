// A process that owns a stubborn child and a folder, prints both, and then ends: process-owner.ts HOW FOLDER
import { removeWithUs } from '../../../servers/guard.ts';
import { startProcess } from '../../../servers/process.ts';

const [how, folder = ''] = process.argv.slice(2);
removeWithUs(folder);
// It ignores SIGTERM, and has a child of its own.
const child = await startProcess({
  title: 'stubborn',
  command: 'sh',
  args: ['-c', how === 'stop' ? 'trap "" TERM; sleep 60' : 'sleep 60 & wait'],
  graceMs: 200,
});
console.log(child.pid);
if (how === 'exit') process.exit(3);
if (how === 'throw') throw new Error('a bug');
if (how === 'stop') await child.stop();
if (how === 'wait') setInterval(() => {}, 1_000);
