import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, stringify } from 'yaml';

/** The systems of the five documents. */
export const documented = [
  'codementor-ai',
  'studyteddy',
  'agentic-startup-studio',
  'onboarding-kyc',
  'neurocred',
] as const;

export type Documented = (typeof documented)[number];

/** Copies of the documents' files in which alice and carol hold every role and have a key; everything else is as it was. */
export async function staffedSystems(folder: string): Promise<string> {
  const systems = path.join(folder, 'staffed');
  await mkdir(systems, { recursive: true });
  for (const system of documented) {
    const file = parse(await readFile(new URL(`../../systems/${system}.yaml`, import.meta.url), 'utf8'));
    const people = {
      alice: { publicKey: `\${DEMO_ALICE_PUBLIC_KEY}` },
      carol: { publicKey: `\${DEMO_CAROL_PUBLIC_KEY}` },
    };
    const roles = Object.fromEntries(Object.keys(file.roles).map((role) => [role, Object.keys(people)]));
    const { onCall: _, ...staffed } = { ...file, people, roles };
    await writeFile(path.join(systems, `${system}.yaml`), stringify(staffed));
  }
  return systems;
}
