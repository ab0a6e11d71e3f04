import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { readServersConfig } from './config.ts';
import { debianPackages } from './debian-package.ts';
import { findOnce, type Recipe, type Say } from './find.ts';
import { run } from './process.ts';
import { versions } from './versions.ts';

/** Chromium or Google Chrome: whichever is there. */
export const chromiumRecipe: Recipe = {
  name: 'chromium',
  title: 'Chromium',
  version: versions.chromium,
  program: 'chromium',
  packaged: async () => {
    const given = readServersConfig().address('MAYDAY_CHROMIUM');
    if (given) return { path: given, from: `${given}, from MAYDAY_CHROMIUM` };
    const path = chromium.executablePath();
    return existsSync(path) ? { path, from: `${path}, got by Playwright` } : undefined;
  },
  onPath: {
    command: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    alsoIn: ['/usr/bin', '/Applications/Google Chrome.app/Contents/MacOS'],
    version: versionOf,
  },
  ways: [
    debianPackages(['chromium'], {
      program: 'usr/lib/chromium/chromium',
      libraries: 'all that are missing',
    }),
  ],
  remedies: [
    'install Chromium (on Debian: apt-get install chromium)',
    'npx playwright-core install chromium',
    'set MAYDAY_CHROMIUM to the path of a Chromium or Google Chrome',
  ],
};

/** Without services of its maker, so that a browser says nothing to the outside. */
const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a headless Chromium, which ends with this process. @throws ServerMissing if there is none */
export async function startChromium(say?: Say): Promise<Browser> {
  const found = await findOnce(chromiumRecipe, say);
  if (found.kind !== 'program') throw new Error(`${chromiumRecipe.title} is ${found.kind}, not a program`);
  return await chromium.launch({
    executablePath: found.path,
    // Its sandbox takes rights that root in a container has not.
    args: process.getuid?.() === 0 ? [...flags, '--no-sandbox'] : flags,
  });
}

async function versionOf(program: string): Promise<string> {
  const text = await run(program, ['--version'], { timeoutMs: 10_000 });
  const [, version, major] = /((\d+)\.\d+\.\d+\.\d+)/.exec(text) ?? [];
  if (!version || !major) throw new Error(`it does not tell its version: ${text.trim().slice(0, 100)}`);
  if (Number(major) < Number(versions.chromium))
    throw new Error(`it is ${version}, needed is ${versions.chromium} or newer`);
  return version;
}
