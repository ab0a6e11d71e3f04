import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { findOnce, lookUp, type Recipe } from './find.ts';
import { run } from './process.ts';
import { versions } from './versions.ts';

const module = 'github.com/kedacore/keda/v2';
const scaler = 'temporal_scaler.go';

/** No program: the API of KEDA's autoscaler, and the source of its scaler for Temporal, which says what a trigger may hold. */
export const kedaRecipe: Recipe = {
  name: 'keda',
  title: "KEDA's API",
  version: versions.keda,
  program: 'bases',
  ways: [
    {
      title: 'fetched with Go',
      lasts: 'some seconds, once',
      async closed(config) {
        return (await lookUp('go', config.searchPath)) ? undefined : 'no go on the PATH';
      },
      async make(folder) {
        const got = await run('go', ['mod', 'download', '-json', `${module}@v${versions.keda}`], {
          timeoutMs: 5 * 60_000,
          cwd: folder,
        });
        const source = /"Dir": "(.+)"/.exec(got)?.[1] ?? '';
        await cp(path.join(source, 'config/crd/bases'), path.join(folder, 'bases'), { recursive: true });
        await cp(path.join(source, 'pkg/scalers', scaler), path.join(folder, scaler));
      },
    },
  ],
  remedies: ['install Go 1.25 or newer (https://go.dev/dl), which fetches it'],
};

/** Where a parameter of the trigger may stand: as it is, as `NAMEFromEnv`, or in a TriggerAuthentication. */
export type Place = 'triggerMetadata' | 'resolvedEnv' | 'authParams';

export interface Keda {
  /** The folder of its CustomResourceDefinitions. */
  readonly definitions: string;
  /** What its scaler for Temporal reads, by name. */
  readonly parameters: ReadonlyMap<string, readonly Place[]>;
}

/** @throws ServerMissing */
export async function findKeda(): Promise<Keda> {
  const found = await findOnce(kedaRecipe);
  if (found.kind !== 'program') throw new Error(`KEDA's API is ${found.kind}, not a folder`);
  const source = await readFile(path.join(path.dirname(found.path), scaler), 'utf8');
  const tags = source.matchAll(/`keda:"name=(\w+),\s*order=([\w;]+)/g);
  const parameters = [...tags].map(
    ([, name = '', order = '']) => [name, order.split(';') as Place[]] as const,
  );
  return { definitions: found.path, parameters: new Map(parameters) };
}
