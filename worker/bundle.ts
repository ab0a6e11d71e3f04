import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BundleOptions, bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { payloadConverterPath } from '../codec/converter-modules.ts';

const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));
const failureConverterPath = fileURLToPath(new URL('../workflows/failure-converter.ts', import.meta.url));
const workflowInterceptorModules = [
  fileURLToPath(new URL('../workflows/priority-interceptors.ts', import.meta.url)),
  fileURLToPath(new URL('../workflows/trace-interceptors.ts', import.meta.url)),
];

type Webpack = Parameters<NonNullable<BundleOptions['webpackConfigHook']>>[0];

/**
 * Code as it is written, for the engine that runs it: object spreads and the like stay what they are, what nothing uses is
 * left out, and names stay, for stack traces. Those lead to the sources' lines; the sources themselves are not in it.
 */
function lean(webpack: Webpack): Webpack {
  const rules = webpack.module?.rules?.map((rule) => {
    if (
      !rule ||
      typeof rule !== 'object' ||
      !rule.use ||
      typeof rule.use !== 'object' ||
      !('options' in rule.use)
    )
      return rule;
    const options = rule.use.options;
    if (typeof options !== 'object' || !('jsc' in options)) return rule;
    return {
      ...rule,
      use: { ...rule.use, options: { ...options, jsc: { ...options.jsc, target: 'es2022' } } },
    };
  });
  return {
    ...webpack,
    mode: 'production',
    devtool: 'inline-nosources-source-map',
    optimization: { minimize: false },
    performance: false,
    module: { ...webpack.module, rules },
  };
}

/** Makes the workflow code that workers and replays run; about a second. */
export async function bundleWorkflows(): Promise<{ code: string }> {
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    payloadConverterPath,
    failureConverterPath,
    workflowInterceptorModules,
    webpackConfigHook: lean,
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
