import { homedir } from 'node:os';
import path from 'node:path';

/** Where closed incidents are kept, for all who read an environment: the worker that writes them, the command line that reads them. */
export function archiveFolder(env: Readonly<Record<string, string | undefined>>): string {
  if (env.MAYDAY_ARCHIVE_DIR) return path.resolve(env.MAYDAY_ARCHIVE_DIR);
  // Records outlive clones, and everybody must find the same ones from any working directory.
  const data = env.XDG_DATA_HOME || path.join(env.HOME || homedir(), '.local/share');
  return path.join(data, 'mayday', 'archive');
}
