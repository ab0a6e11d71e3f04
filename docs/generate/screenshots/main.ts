import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { databaseScene } from '../../../demo/database-scene.ts';
import { startStack } from '../../../demo/stack.ts';
import { startChromium } from '../../../servers/chromium.ts';
import { project } from '../sources.ts';
import { takeAll } from './shots.ts';

// Nothing is staged: a real run of everything, looked at with a real browser. Takes about three minutes.
const images = path.join(project, 'docs/images');
const folder = await mkdtemp(path.join(tmpdir(), 'mayday-screenshots-'));
const stops: (() => Promise<unknown>)[] = [];
const say = (line: string) => console.log(line);
try {
  await mkdir(images, { recursive: true });
  const owns = (stop: () => Promise<unknown>) => stops.push(stop);
  const stack = await startStack({ say, folder, owns, scene: databaseScene(), temporal: { tuned: true } });
  const browser = await startChromium(say);
  owns(() => browser.close());
  await takeAll({ stack, browser, images, say });
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  for (const stop of stops.reverse()) await stop();
}
process.exit();
