import { readdir, rename, rm } from 'node:fs/promises';
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
