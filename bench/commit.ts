import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const cwd = fileURLToPath(new URL('..', import.meta.url));
/** What a run itself writes is no change of the code. */
const written = [':!bench/results', ':!docs/performance.md'];

/** The commit that is measured; ends with ` and changes` where files differ from it. */
export async function commitNow(): Promise<string> {
  const git = async (...words: string[]) =>
    (await promisify(execFile)('git', words, { cwd, timeout: 20_000 })).stdout.trim();
  try {
    const commit = await git('rev-parse', '--short=12', 'HEAD');
    const changed = await git('status', '--porcelain', '--', '.', ...written);
    return changed === '' ? commit : `${commit} and changes`;
  } catch {
    return 'unknown';
  }
}
