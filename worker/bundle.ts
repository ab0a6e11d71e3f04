import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { payloadConverterPath } from '../codec/converter-modules.ts';

const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));
const failureConverterPath = fileURLToPath(new URL('../workflows/failure-converter.ts', import.meta.url));
const workflowInterceptorModules = [
  fileURLToPath(new URL('../workflows/priority-interceptors.ts', import.meta.url)),
  fileURLToPath(new URL('../workflows/trace-interceptors.ts', import.meta.url)),
];

/** Makes the workflow code that workers and replays run; about a second. */
export async function bundleWorkflows(): Promise<{ code: string }> {
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    payloadConverterPath,
    failureConverterPath,
    workflowInterceptorModules,
    logger: new DefaultLogger('WARN'),
  });
  return { code };
}

/** Writes the bundle to a file for `MAYDAY_WORKFLOW_BUNDLE`; the file appears whole or not at all. */
export async function writeBundle(file: string): Promise<void> {
  const { code } = await bundleWorkflows();
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.partial-${process.pid}`;
  await writeFile(partial, code);
  await rename(partial, file);
}

if (import.meta.main) {
  const file = process.argv[2];
  if (!file) {
    process.stderr.write('Say where the bundle goes: node worker/bundle.ts <file>\n');
    process.exitCode = 1;
  } else {
    await writeBundle(path.resolve(file));
    process.stdout.write(`Workflow bundle: ${path.resolve(file)}\n`);
  }
}
