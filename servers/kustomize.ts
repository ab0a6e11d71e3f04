import path from 'node:path';
import { findOnce, type Recipe } from './find.ts';
import { run } from './process.ts';
import { versions } from './versions.ts';
import { goInstall } from './ways.ts';

export const kustomizeRecipe: Recipe = {
  name: 'kustomize',
  title: 'kustomize',
  version: versions.kustomize,
  program: 'kustomize',
  onPath: {
    // kubectl has one built in; it is what `kubectl apply -k` uses.
    command: ['kustomize', 'kubectl'],
    version: async (program) => {
      const text = await run(program, isKubectl(program) ? ['version', '--client'] : ['version'], {
        timeoutMs: 20_000,
      });
      const found = /v(5\.\d+\.\d+)/.exec(isKubectl(program) ? afterKustomize(text) : text)?.[1];
      if (!found) throw new Error(`needed is kustomize 5, and it says ${text.trim().slice(0, 100)}`);
      return found;
    },
  },
  ways: [goInstall('sigs.k8s.io/kustomize/kustomize/v5', versions.kustomize, 'about half a minute, once')],
  remedies: ['install kubectl or kustomize', 'install Go 1.25 or newer (https://go.dev/dl), which builds it'],
};

/**
 * The manifests that a folder with a kustomization makes, as one YAML text.
 * @throws ServerMissing, or Error with what kustomize says is wrong
 */
export async function kustomize(folder: string): Promise<string> {
  const found = await findOnce(kustomizeRecipe);
  if (found.kind !== 'program') throw new Error(`kustomize is ${found.kind}, not a program`);
  const verb = isKubectl(found.path) ? 'kustomize' : 'build';
  return run(found.path, [verb, folder], { timeoutMs: 60_000 });
}

const isKubectl = (program: string) => path.basename(program) === 'kubectl';
const afterKustomize = (text: string) => text.slice(text.indexOf('Kustomize'));
