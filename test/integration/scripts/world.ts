import { chmod, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { kubernetesClusters } from '../../../activities/kubernetes/clusters.ts';
import { runScript } from '../../../activities/scripts/run-script.ts';
import { catalogueScripts, type Scripts } from '../../../activities/scripts/scripts.ts';
import type { Finding } from '../../../workflows/contract/findings.ts';
import type { PlanParameters } from '../../../workflows/contract/plans.ts';
import type { RunScript, ScriptProfile } from '../../../workflows/contract/scripts.ts';
import { attempt } from '../postgres/world.ts';

/** What `${…}` stands for; nothing of it may come out of a script. */
export const settings = {
  SHOP_TOKEN: 'canary-token-77',
  SHOP_DATABASE: 'postgres://shop:canary-pass@db/shop',
};

/** A folder with scripts in it, and our access to them. */
export interface World {
  folder: string;
  scripts: Scripts;
  /** Writes a script of bash into the folder. */
  write(name: string, lines: string, mode?: number): Promise<void>;
  script(program: string, change?: Partial<ScriptProfile>): ScriptProfile;
  /** Runs it as the check. */
  look(script: ScriptProfile, answers?: PlanParameters): Promise<Finding>;
  stop(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'mayday-scripts-')));
  const values: Record<string, string> = { ...settings, SHOP_SCRIPTS: folder };
  const resolve = (text: string) =>
    text.replaceAll(/\$\{([A-Z_]+)\}/g, (_, name: string) => values[name] ?? '');
  const scripts = catalogueScripts(resolve, kubernetesClusters({ resolve }));
  return {
    folder,
    scripts,
    async write(name, lines, mode = 0o755) {
      await writeFile(path.join(folder, name), `#!/bin/bash\n${lines}\n`);
      await chmod(path.join(folder, name), mode);
    },
    script: (program, change = {}) => ({
      name: 'look',
      title: 'A look',
      program,
      words: [],
      asks: [],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as catalogue files say it
      in: { kind: 'process', folder: '${SHOP_SCRIPTS}', environment: {} },
      timeout: 20_000,
      risk: 'observe',
      ...change,
    }),
    look: (script, answers = {}) => attempt().run(runScript(scripts), { script, answers }),
    stop: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A mitigation that runs a script. */
export function running(script: ScriptProfile, change: Partial<RunScript> = {}): RunScript {
  return {
    name: 'optimize',
    title: 'Optimise',
    action: 'script.run',
    risk: 'disruptive',
    target: { id: `script.${script.name}`, kind: 'script' },
    script: { ...script, risk: 'disruptive' },
    changes: [],
    asks: script.asks,
    temporary: false,
    ...change,
  };
}
