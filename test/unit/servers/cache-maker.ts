// A process that makes one thing: cache-maker.ts CACHE_DIR LOG [TIME_IN_MS]
import { appendFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cachedOrMade } from '../../../servers/cache.ts';

const [cacheDir = '', log = '', time = '300'] = process.argv.slice(2);
const folder = await cachedOrMade(cacheDir, 'thing-1', {
  everyMs: 20,
  make: async (partial) => {
    await appendFile(log, 'made\n');
    await delay(Number(time));
    await writeFile(path.join(partial, 'whole'), 'yes');
  },
  onWait: () => console.log('waited'),
});
console.log(folder);
