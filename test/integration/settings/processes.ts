import { type ProcessOptions, type Running, startProcess } from '../../../servers/process.ts';
import type { Reader } from '../../../settings/setting.ts';

/** How each process of Mayday is started. */
export const processes = {
  worker: ['worker/main.ts'],
  gateway: ['client/gateway/main.ts'],
  CLI: ['client/cli/main.ts', 'list'],
  'codec server': ['client/codec-server/main.ts'],
} as const satisfies Partial<Record<Reader, readonly string[]>>;

export type Process = keyof typeof processes;

/** Without the settings of whoever runs the tests. */
export function startOne(
  which: Process,
  env: Readonly<Record<string, string>>,
  options: Partial<ProcessOptions> = {},
): Promise<Running> {
  const { PATH = '' } = process.env;
  const clean = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
  return startProcess({
    title: `the ${which}`,
    command: process.execPath,
    args: processes[which],
    cwd: new URL('../../..', import.meta.url).pathname,
    env: { ...clean, PATH, HOME: '/nonexistent', ...env },
    ...options,
  });
}
