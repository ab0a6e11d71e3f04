import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lookUp, type Way } from './find.ts';
import { run } from './process.ts';

/** A program of a package of Debian or its like, unpacked without being installed. */
export function debianPackage(name: string, program: string): Way {
  return {
    title: `unpacked from the package ${name}`,
    lasts: 'some seconds',
    async closed(config) {
      for (const needed of ['apt-get', 'dpkg-deb']) {
        if (!(await lookUp(needed, config.searchPath))) return `no ${needed} on the PATH`;
      }
      return undefined;
    },
    async make(folder) {
      await run('apt-get', ['download', name], { timeoutMs: 180_000, cwd: folder });
      const [file] = (await readdir(folder)).filter((each) => each.endsWith('.deb'));
      if (file === undefined) throw new Error(`apt-get download ${name} left no package behind`);
      const content = path.join(folder, 'content');
      await run('dpkg-deb', ['-x', file, content], { timeoutMs: 60_000, cwd: folder });
      await rename(path.join(content, program), path.join(folder, path.basename(program)));
      await rm(content, { recursive: true });
      await rm(path.join(folder, file));
    },
  };
}

/**
 * A program of a package of Debian or its like with those of its libraries that few machines have (`libraries` matches
 * their names) or that this one lacks, unpacked without being installed, and a script that starts it with them.
 */
export function debianPackages(
  packages: readonly string[],
  { program, libraries }: { program: string; libraries: RegExp | 'all that are missing' },
): Way {
  return {
    ...debianPackage(packages.join(', '), program),
    title: `unpacked from the packages ${packages.join(', ')}`,
    async make(folder) {
      const wanted =
        libraries === 'all that are missing'
          ? await missing(packages)
          : [...packages, ...(await dependenciesOf(packages)).filter((name) => libraries.test(name))];
      await run('apt-get', ['download', ...new Set(wanted)], { timeoutMs: 180_000, cwd: folder });
      const content = path.join(folder, 'content');
      for (const file of (await readdir(folder)).filter((each) => each.endsWith('.deb'))) {
        await run('dpkg-deb', ['-x', file, content], { timeoutMs: 60_000, cwd: folder });
        await rm(path.join(folder, file));
      }
      const lines = [
        '#!/bin/sh',
        'content=$(dirname "$0")/content',
        'LD_LIBRARY_PATH=$(echo "$content"/usr/lib/*-linux-gnu* "$content"/usr/lib/*-linux-gnu*/pulseaudio "$content"/lib/*-linux-gnu* | tr " " ":")',
        'export LD_LIBRARY_PATH',
        `exec "$content/${program}" "$@"`,
      ];
      const script = path.join(folder, path.basename(program));
      await writeFile(script, `${lines.join('\n')}\n`, { mode: 0o755 });
      await run(script, ['--version'], { timeoutMs: 10_000 });
    },
  };
}

async function dependenciesOf(packages: readonly string[]): Promise<string[]> {
  const depends = await run('apt-cache', ['depends', ...packages], { timeoutMs: 30_000 });
  return [...depends.matchAll(/Depends: (\S+)/g)].map(([, name = '']) => name);
}

/** What apt would install for them here, themselves among it. */
async function missing(packages: readonly string[]): Promise<string[]> {
  const would = ['install', '--print-uris', '--no-install-recommends', '-qq', ...packages];
  const uris = await run('apt-get', would, { timeoutMs: 30_000 });
  return [...uris.matchAll(/^'\S+' ([^\s_]+)_\S+ /gm)].map(([, name = '']) => name);
}
