import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';
import { imageEnvironment } from './dockerfile.ts';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface Service {
  image: string;
  restart?: string;
  command?: string[];
  entrypoint?: string[];
  build?: { context: string; dockerfile: string; args?: Record<string, string> };
  environment?: Record<string, string>;
  env_file?: string;
  ports?: string[];
  volumes?: string[];
  secrets?: string[];
  tmpfs?: string[];
  user?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  mem_limit?: string;
  stop_grace_period?: string;
  profiles?: string[];
  logging?: { driver: string; options: Record<string, string> };
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
}

export interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
  secrets: Record<string, { file: string }>;
}

/** docker-compose.yml as Compose reads it: anchors and merge keys resolved, variables left as written. */
export function composeFile(): Compose {
  return parse(readFileSync(path.join(root, 'docker-compose.yml'), 'utf8'), { merge: true });
}

/** The settings of .env.example: those that count as it is, or all, with those that are commented out. */
export function envExample(which: 'set' | 'all' = 'set'): Record<string, string> {
  const text = readFileSync(path.join(root, '.env.example'), 'utf8');
  const lines = which === 'set' ? text : text.replaceAll(/^# ([A-Z][A-Z0-9_]*=)/gm, '$1');
  return parseEnv(lines) as Record<string, string>;
}

/** As Compose puts it together: the image's own, the env file's, then what the file says itself. */
export function environmentOf(
  service: Service,
  env: Record<string, string> = envExample(),
): Record<string, string> {
  const ours = service.build ? imageEnvironment() : {};
  return { ...ours, ...(service.env_file ? env : {}), ...service.environment };
}
