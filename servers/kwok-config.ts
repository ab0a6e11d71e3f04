import { mkdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LogLine } from './kubernetes.ts';
import { stages } from './kwok-stages.ts';
import { usage } from './kwok-usage.ts';

/**
 * The text of kwok's configuration file; containers of these names have logs, empty at first, or run programs, which
 * are those of this machine.
 */
export function kwokConfig(
  base: string,
  logging: readonly string[],
  executing: readonly string[] = [],
): string {
  mkdirSync(path.join(base, 'logs'));
  for (const container of logging) writeFileSync(logFile(base, container), '');
  const documents = [
    {
      apiVersion: 'config.kwok.x-k8s.io/v1alpha1',
      kind: 'KwokConfiguration',
      // A configuration file takes these defaults away.
      options: {
        cidr: '10.0.0.1/24',
        podPlayStageParallelism: 4,
        nodePlayStageParallelism: 4,
        nodeLeaseParallelism: 4,
        nodeLeaseDurationSeconds: 40,
        enableDebuggingHandlers: true,
      },
    },
    ...stages(),
    ...usage(),
    {
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'ClusterLogs',
      metadata: { name: 'logs' },
      spec: {
        logs: logging.map((container) => {
          const file = logFile(base, container);
          return { containers: [container], logsFile: file, previousLogsFile: file };
        }),
      },
    },
    {
      apiVersion: 'kwok.x-k8s.io/v1alpha1',
      kind: 'ClusterExec',
      metadata: { name: 'exec' },
      spec: {
        execs: executing.map((container) => ({
          containers: [container],
          local: { workDir: '/', ...asNobody() },
        })),
      },
    },
  ];
  return documents.map((document) => JSON.stringify(document)).join('\n---\n');
}

/** What root starts, nobody runs. */
function asNobody(): object {
  const nobody = 65_534;
  const isRoot = process.getuid?.() === 0;
  return isRoot ? { securityContext: { runAsUser: nobody, runAsGroup: nobody } } : {};
}

/** Replaces what containers of this name have printed, in the format of container runtimes. */
export async function writeLog(base: string, container: string, lines: readonly LogLine[]): Promise<void> {
  const text = lines.map(({ at, text: line }) => `${at.toISOString()} stdout F ${line}\n`).join('');
  await writeFile(logFile(base, container), text);
}

const logFile = (base: string, container: string) => path.join(base, 'logs', `${container}.log`);
