import { readFile } from 'node:fs/promises';
import type { WorkflowBundleOption } from '@temporalio/worker';

/** The same workflow code, whose failures the codec encrypts; on the first line, so that a stack's lines stay right. */
export async function encryptingBundle(bundle: { code: string } | { codePath: string }) {
  const code = 'code' in bundle ? bundle.code : await readFile(bundle.codePath, 'utf8');
  return { code: `globalThis.maydayEncrypts=true;${code}` } satisfies WorkflowBundleOption;
}
