import { readFile } from 'node:fs/promises';
import type { WorkflowBundleOption } from '@temporalio/worker';

/** What workflow code is told of its worker, since it has no environment. */
export interface Told {
  /** Failures are encrypted. */
  encrypts: boolean;
  /** The worker is a version of a deployment. */
  versioned: boolean;
}

/** The same workflow code, told of its worker; on the first line, so that a stack's lines stay right. */
export async function tellingBundle(
  bundle: { code: string } | { codePath: string },
  { encrypts, versioned }: Told,
): Promise<WorkflowBundleOption> {
  if (!encrypts && !versioned) return bundle;
  const code = 'code' in bundle ? bundle.code : await readFile(bundle.codePath, 'utf8');
  return { code: `globalThis.maydayEncrypts=${encrypts};globalThis.maydayVersioned=${versioned};${code}` };
}
