import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { PublicKeys } from '../../../archive/audit/decisions.ts';
import { isPublicKey } from '../../../archive/audit/signatures.ts';
import { listed } from '../../../settings/schemas.ts';
import type { Environment } from '../../../settings/setting.ts';
import { usage } from '../../failure.ts';
import { namedValue } from '../../gateway/named-value.ts';
import type { Session } from '../session.ts';

/** The keys whose checkpoints and seals count: those given, else MAYDAY_AUDIT_PUBLIC_KEY. @throws CommandFailure */
export function auditKeys(given: readonly string[], set: readonly string[]): string[] {
  const all = given.length > 0 ? listed(given.join(',')) : [...set];
  const wrong = all.find((key) => !isPublicKey(key));
  if (wrong === undefined) return all;
  throw usage(
    `"${wrong.slice(0, 60)}" is no Ed25519 public key: give the base64 that "mayday keygen" printed with it.`,
  );
}

/** Whose signatures below decisions count: by a file, else by the catalogue, as far as it can be read here. @throws CommandFailure */
export async function peoplesKeys(
  { config }: Session,
  system: string,
  file: string | undefined,
): Promise<PublicKeys> {
  const gateways = config.gatewayKeys;
  if (file === undefined) return { people: await inTheCatalogue(config, system), gateways };
  const people = await inFile(file);
  return { people, gateways: [...gateways, ...(people.get('gateway') ?? [])] };
}

async function inTheCatalogue(
  { catalogueDir, environment }: Session['config'],
  system: string,
): Promise<Map<string, string[]>> {
  const { openCatalogue } = await import('../../../systems/open-catalogue.ts');
  try {
    const people = openCatalogue(catalogueDir).people(system);
    return new Map(
      [...people.values()].map(({ name, publicKeys }) => [
        name,
        publicKeys.map(({ key }) => resolved(key, environment)).filter(isPublicKey),
      ]),
    );
  } catch {
    // The audit says of each decision whose key is not known.
    return new Map();
  }
}

/** Lines as `mayday keygen` prints them: a name with its key, or several. */
async function inFile(file: string): Promise<Map<string, string[]>> {
  const content: unknown = await readFile(file, 'utf8').then(parse, (error: Error) => {
    throw usage(`${file} cannot be read: ${error.message}.`);
  });
  const entries = Object.entries((content ?? {}) as Record<string, unknown>);
  return new Map(
    entries.map(([name, value]) => {
      const keys = [value].flat().map(keyOf);
      const wrong = keys.find((key) => !isPublicKey(key));
      if (wrong === undefined) return [name, keys];
      throw usage(`${file} has no Ed25519 public key of ${name}: write a line as "mayday keygen" prints it.`);
    }),
  );
}

function keyOf(value: unknown): string {
  const { publicKey, key } = (value ?? {}) as { publicKey?: unknown; key?: unknown };
  return String(publicKey ?? key ?? value);
}

function resolved(text: string, environment: Environment): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => namedValue(name, environment) ?? '');
}
