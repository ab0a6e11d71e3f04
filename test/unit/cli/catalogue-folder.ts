import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';

/** A file with something in every section that `mayday systems show` tells of. */
export const bank = `
system: bank
title: Bank
document: Bank runbook 1.2
severities:
  P0: { label: Sev 1, examples: [nobody can pay, money is lost], response: 15m, resolution: 4h, reach: page }
  P1: { label: Sev 2, response: 1h }
  P2: { response: 4h, updates: 1d }
people:
  erin: { phone: "+1 555 0100", email: erin@bank.example, backup: frank }
  frank: { handle: "@frank", publicKey: "\${FRANK_KEY}" }
  blank: { placeholder: "[CTO]" }
roles:
  on-call: [erin]
  lead: [frank]
  cto: [blank]
commander: lead
channels: { incidents: "#bank-incidents", statusPage: https://status.bank.example, perIncident: true }
externalContacts: { Card network: "+1 555 0199" }
ladder:
  response: [on-call, lead, cto]
  resolution: [{ role: lead, after: at once }, { role: cto }]
targets:
  app: { kind: http, url: https://bank.example/health }
  cluster: { kind: deployment, namespace: bank, name: api }
  db: { kind: postgres, url: "\${BANK_DATABASE_URL}", database: bank }
thresholds:
  errorRate: { below: 1, sickAbove: 5, for: 5m }
  latencyP95: { below: 2s }
  latencyFactor: { below: 2 }
  recentDeploy: 60m
mitigations:
  restart:
    title: Restart the API
    action: kubernetes.restart
    targets: [cluster]
    risk: disruptive
    byHand: [kubectl rollout restart deployment/api -n bank]
  endIdle:
    title: End idle sessions
    action: postgres.terminateSessions
    target: db
    sessions: { state: idle, longerThan: 30m, atMost: 10 }
    risk: destructive
runbooks:
  databaseIssues:
    title: Database trouble
    symptoms: [too many clients, slow queries]
    severity: P0
    database: db
    idleAfter: 10m
    look: [the pool's graph]
    byHand: [psql -c 'SELECT 1', kubectl get pods -n bank]
    mitigations: [endIdle]
  securityIncident:
    severity: P0
    ladder: { response: [cto] }
verification: { health: app, probes: 5, every: 3s, steps: [{ shows: the queue is empty }] }
stability: { window: 20m, every: 2m, note: as agreed }
followUps:
  - { title: Review, from: 1d, within: 1w, items: [hold it, write it down] }
  - { title: Later, items: [train] }
links: { dashboards: { Grafana: https://grafana.bank.example } }
routes:
  - { match: { team: bank, kind: db }, runbook: databaseIssues, severity: P0 }
  - { match: { team: bank }, runbook: generalIncident }
`;

/** A folder of its own for a test, with these files. */
export async function catalogueFolder(test: TestContext, files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mayday-systems-'));
  test.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return folder;
}
