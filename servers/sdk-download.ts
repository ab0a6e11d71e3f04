// Started by ways.ts: sdk-download.ts KIND VERSION CONNECT_TIMEOUT_MS [FOLDER PROGRAM]. Without a folder it only asks.
import { readdir, rename } from 'node:fs/promises';
import path from 'node:path';

const [kind, version, connectTimeoutMs, folder, program] = process.argv.slice(2);
const artifact = kind === 'dev-server' ? 'cli' : 'temporal-test-server';
const platform = process.platform === 'win32' ? 'windows' : process.platform;
const arch = process.arch === 'x64' ? 'amd64' : process.arch;
const question = `https://temporal.download/${artifact}/v${version}?platform=${platform}&arch=${arch}`;

try {
  if (folder && program) await download(folder, program);
  else await ask();
} catch (error) {
  const { message, cause } = error as Error & { cause?: { code?: string } };
  console.error(cause?.code ?? message);
  process.exitCode = 1;
}

async function ask(): Promise<void> {
  const answer = await fetch(question, { signal: AbortSignal.timeout(Number(connectTimeoutMs)) });
  if (!answer.ok) throw new Error(`it answers ${answer.status} for v${version}`);
}

async function download(downloadDir: string, name: string): Promise<void> {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const executable = { type: 'cached-download', version: `v${version}`, downloadDir } as const;
  const environment =
    kind === 'dev-server'
      ? await TestWorkflowEnvironment.createLocal({ server: { executable } })
      : await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
  await environment.teardown();
  const [file] = await readdir(downloadDir);
  if (file === undefined) throw new Error('the SDK left no program in its folder');
  await rename(path.join(downloadDir, file), path.join(downloadDir, name));
}
