import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface BenchSystem {
  /** Where its health is asked; without it people judge. */
  healthUrl?: string;
}

/** A catalogue of one system, `bench`, to which every alert goes; answers its folder inside `folder`. */
export async function benchCatalogue(folder: string, { healthUrl }: BenchSystem = {}): Promise<string> {
  const systems = path.join(folder, 'systems');
  await mkdir(systems, { recursive: true });
  await writeFile(path.join(systems, 'bench.yaml'), fileOf(healthUrl));
  return systems;
}

function fileOf(healthUrl: string | undefined): string {
  const health = healthUrl
    ? `targets:
  health: { kind: http, url: "${healthUrl}" }
verification: { health: health, probes: 1 }
`
    : '';
  return `system: bench
title: What is measured
people:
  alice: { publicKey: "\${DEMO_ALICE_PUBLIC_KEY}" }
roles: { on-call: [alice] }
ladder: { response: [on-call] }
policy: { approvers: [on-call] }
severities:
  P1: { response: 4h, resolution: 24h, updates: 4h }
${health}routes:
  - match: {}
    catchAll: true
    runbook: generalIncident
    severity: P1
`;
}
