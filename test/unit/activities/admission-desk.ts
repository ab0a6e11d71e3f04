import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { Client } from '@temporalio/client';
import { pino } from 'pino';
import { admit } from '../../../activities/catalogue/admit.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import { incidentWorkflowId } from '../../../workflows/contract/keys.ts';

/** A folder with a whole system, one without a ladder, one that cannot be read, and one in shadow mode. */
export const folder = mkdtempSync(join(tmpdir(), 'mayday-admit-'));
test.after(() => rmSync(folder, { recursive: true }));

writeFileSync(
  join(folder, 'shop.yaml'),
  `system: shop
title: Shop
people: { ann: {} }
roles: { on-call: [ann] }
ladder: { response: [on-call] }
severities:
  P0: { label: Sev 1, examples: [nobody can pay] }
runbooks:
  generalIncident: { title: Anything else, severity: P2 }
routes:
  - { catchAll: true, runbook: generalIncident }
`,
);
writeFileSync(
  join(folder, 'till.yaml'),
  `system: till
title: Till
targets: { db: { kind: postgres, url: "postgres://db.example/till", database: till } }
runbooks: { databaseIssues: { database: db } }
`,
);
writeFileSync(join(folder, 'torn.yaml'), 'system: torn\n');
writeFileSync(join(folder, 'twilight.yaml'), 'system: twilight\ntitle: Twilight\nmode: shadow\n');

interface Sent {
  type: string;
  options: { workflowId: string; taskQueue: string; args: unknown[]; signalArgs: unknown[] };
}

/** Temporal as far as `admit` needs it: a list of running ids, or none at all, and what was sent. */
export function temporal(running?: string[]) {
  const sent: Sent[] = [];
  const queries: string[] = [];
  const client = {
    withDeadline: (_: number, ask: () => Promise<unknown>) => ask(),
    workflow: {
      async *list({ query }: { query: string }) {
        queries.push(query);
        if (running === undefined) throw new Error('unimplemented');
        for (const workflowId of running) yield { workflowId };
      },
      async signalWithStart(type: string, options: Sent['options']) {
        sent.push({ type, options });
      },
    },
  } as unknown as Client;
  return { client, sent, queries };
}

const openedAt = '2026-11-20T16:59:00.000Z';

/** `admit` over that folder, with what it asked and sent. */
export function admitting(running?: string[]) {
  const { client, sent, queries } = temporal(running);
  const catalogue = openCatalogue(folder);
  const letIn = admit({
    catalogue,
    client,
    channel: () => 'not set up',
    searchAttributes: true,
    log: pino({ level: 'silent' }),
  });
  const activity = (start: Omit<Parameters<typeof letIn>[0], 'openedAt'>) => letIn({ openedAt, ...start });
  return { activity, sent, queries };
}

export const manual = incidentWorkflowId('shop', 'generalIncident', 'manual');
export const tillManual = incidentWorkflowId('till', 'databaseIssues', 'manual');
