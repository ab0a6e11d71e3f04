import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSystem } from '../../systems/load.ts';
import { readYaml } from '../../systems/read-yaml.ts';
import type { SystemFile } from '../../systems/schema.ts';
import { type Coverage, coverageFile } from './coverage-file.ts';

export const project = fileURLToPath(new URL('../..', import.meta.url));

/** A page as it is written, by its place in the project. */
export function readPage(file: string): string {
  return readFileSync(path.join(project, file), 'utf8');
}

/** A catalogue file: as the loader understands it, and as it is written. */
export interface Described {
  id: string;
  system: SystemFile;
  written: unknown;
}

/** All `systems/*.yaml`, by id. @throws Error with every problem of every file */
export function readSystems(folder = path.join(project, 'systems')): Described[] {
  const problems: string[] = [];
  const systems = yamlFiles(folder).flatMap((file) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    const loaded = loadSystem(file, text);
    problems.push(...loaded.problems);
    if (!('system' in loaded)) return [];
    return [{ id: loaded.system.system, system: loaded.system, written: readYaml(text).value }];
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return systems;
}

/** All `docs/coverage/*.yaml`, in the order of their documents. @throws Error with every problem of every file */
export function readCoverage(folder = path.join(project, 'docs/coverage')): Coverage[] {
  const problems: string[] = [];
  const all = yamlFiles(folder).flatMap((file) => {
    const { value, problems: faults, line } = readYaml(readFileSync(path.join(folder, file), 'utf8'));
    problems.push(...faults.map((fault) => `${file}:${fault.line}: ${fault.says}`));
    if (faults.length > 0) return [];
    const { data, error } = coverageFile.safeParse(value);
    for (const issue of error?.issues ?? []) {
      const at = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
      const unknown = issue.code === 'unrecognized_keys' ? `found ${issue.keys.join(', ')}, ` : '';
      problems.push(`${file}:${line(at)}: ${at.join('.')}: ${unknown}expected ${issue.message}`);
    }
    return data ? [data] : [];
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return all.toSorted((a, b) => (a.document < b.document ? -1 : 1));
}

function yamlFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
}
