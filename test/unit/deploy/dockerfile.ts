import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './compose-file.ts';

/** One instruction of a Dockerfile, its lines joined. */
export interface Instruction {
  /** Upper case, as in `COPY`. */
  name: string;
  /** What follows it, as written. */
  rest: string;
}

export interface Stage {
  /** The image it begins from, or an earlier stage. */
  from: string;
  as?: string;
  instructions: Instruction[];
}

/** What deploy/Dockerfile says, stage by stage; the last one is the image. */
export function dockerfile(): Stage[] {
  const text = readFileSync(path.join(root, 'deploy', 'Dockerfile'), 'utf8');
  const lines = text.replaceAll(/^\s*#.*\n/gm, '').replaceAll(/\\\n\s*/g, '');
  const stages: Stage[] = [];
  for (const line of lines.split('\n').filter((line) => line.trim() !== '')) {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    const [, from = '', as] = /^(\S+)(?: AS (\S+))?$/.exec(rest) ?? [];
    if (name === 'FROM') stages.push({ from, ...(as ? { as } : {}), instructions: [] });
    else stages.at(-1)?.instructions.push({ name, rest });
  }
  return stages;
}

/** The rests of all instructions of that name in the image's last stage. */
export function ofImage(name: string): string[] {
  const last = dockerfile().at(-1)?.instructions ?? [];
  return last.filter((instruction) => instruction.name === name).map(({ rest }) => rest);
}

/** What the image copies from the project. */
export function copied(): string[] {
  const copies = dockerfile().flatMap(({ instructions }) =>
    instructions.filter(({ name }) => name === 'COPY'),
  );
  return copies.flatMap(({ rest }) => (rest.startsWith('--from') ? [] : rest.split(/\s+/).slice(0, -1)));
}

/** What the image sets by itself; build arguments with their defaults. */
export function imageEnvironment(): Record<string, string> {
  const defaults = Object.fromEntries(ofImage('ARG').map((rest) => rest.split('=')));
  const pairs = ofImage('ENV').flatMap((rest) => [...rest.matchAll(/([A-Z_]+)=(\S*)/g)]);
  return Object.fromEntries(
    pairs.map(([, name = '', value = '']) => [
      name,
      value.replace(/^\$(\w+)$/, (_, arg) => defaults[arg] ?? ''),
    ]),
  );
}

/** Whether .dockerignore lets a file of the project into the build, by its rules in order. */
export function reachesTheBuild(file: string): boolean {
  const rules = readFileSync(path.join(root, '.dockerignore'), 'utf8').split('\n');
  let kept = true;
  for (const rule of rules.filter((line) => line !== '' && !line.startsWith('#'))) {
    const pattern = rule.replace(/^!/, '');
    const parents = file.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/'));
    // To Docker a * stands for names that begin with a dot, too.
    if (parents.some((place) => pattern === '*' || path.matchesGlob(place, pattern)))
      kept = rule.startsWith('!');
  }
  return kept;
}
