import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Scene, type Stack, startStack } from '../../../demo/stack.ts';
import { type AlertmanagerServer, startAlertmanager, toWebhook } from '../../../servers/alertmanager.ts';
import { freePort, until } from '../../../servers/process.ts';
import { startPrometheus } from '../../../servers/prometheus.ts';
import { LiveIncident } from '../../harness/live-incident.ts';
import { endAll, LiveStack } from '../../harness/live-stack.ts';

export interface MonitoredOptions {
  /** How often the Alertmanager says again what still fires. */
  repeat?: string;
  /** More lines of the system's file. */
  more?: string;
}

/** The whole real stack with a shop whose metrics a real Prometheus judges, and an Alertmanager that sends what fires. */
export class MonitoredShop extends LiveStack<Stack & Scene> {
  readonly alertmanager: AlertmanagerServer;
  private readonly shop: Shop;

  private constructor(
    stack: Stack & Scene,
    folder: string,
    stops: (() => Promise<unknown>)[],
    parts: { alertmanager: AlertmanagerServer; shop: Shop },
  ) {
    super(stack, folder, stops);
    this.alertmanager = parts.alertmanager;
    this.shop = parts.shop;
  }

  static async start({ repeat = '1h', more = '' }: MonitoredOptions = {}): Promise<MonitoredShop> {
    const folder = await mkdtemp(path.join(tmpdir(), 'mayday-monitored-'));
    const stops: (() => Promise<unknown>)[] = [];
    try {
      const shop = await openShop();
      stops.push(shop.close);
      const alertmanagerPort = await freePort();
      const stack = await startStack({
        say: () => undefined,
        folder,
        owns: (stop) => stops.push(stop),
        scene: async () => ({
          shopUrl: shop.url,
          environment: {
            SHOP_URL: shop.url,
            SHOP_TOOLS: folder,
            ALERTMANAGER_URL: `http://127.0.0.1:${alertmanagerPort}`,
          },
        }),
        catalogue: await catalogue(folder, more),
        temporal: { headless: true, tuned: true },
      });
      await healer(folder, shop.url);
      const alertmanager = await startAlertmanager(
        toWebhook(`${stack.gatewayUrl}/hooks/alertmanager`, stack.hookToken, { repeat }),
        { port: alertmanagerPort },
      );
      stops.push(() => alertmanager.stop());
      const prometheus = await startPrometheus([`${shop.url}/metrics`], {
        alertmanagers: [alertmanager.url],
        rules: [
          {
            alert: 'ShopBroken',
            expr: 'shop_broken == 1',
            labels: { team: 'shop', severity: 'P1' },
            annotations: { summary: 'the shop says that it is broken' },
          },
          { alert: 'Watchdog', expr: 'shop_beats == 1', labels: { team: 'shop', severity: 'none' } },
        ],
      });
      stops.push(() => prometheus.stop());
      return new MonitoredShop(stack, folder, stops, { alertmanager, shop });
    } catch (error) {
      await endAll(stops, folder);
      throw error;
    }
  }

  /** From now on; Prometheus and Alertmanager see it within seconds. */
  breaks(): void {
    this.shop.broken = true;
  }

  heals(): void {
    this.shop.broken = false;
  }

  /** Whether the alert that always fires does. */
  beats(beating: boolean): void {
    this.shop.beats = beating;
  }

  /** The incident that is open in a place where another than `not` is, once there is one. */
  async incident(runbook = 'generalIncident', not?: LiveIncident): Promise<LiveIncident> {
    let found: { workflowId: string; runId: string } | undefined;
    const query = `WorkflowType = "${runbook}" AND ExecutionStatus = "Running"`;
    await until(
      async () => {
        for await (const { workflowId, runId } of this.stack.client.workflow.list({ query })) {
          if (runId !== not?.keyId) found = { workflowId, runId };
        }
        return found !== undefined;
      },
      { deadlineMs: 60_000 },
    );
    return new LiveIncident(this, found?.workflowId ?? '', found?.runId ?? '');
  }

  /** How many runs there ever were of a place. */
  async runsOf(workflowId: string): Promise<number> {
    const { count } = await this.stack.client.workflow.count(`WorkflowId = "${workflowId}"`);
    return count;
  }
}

interface Shop {
  url: string;
  broken: boolean;
  beats: boolean;
  close(): Promise<void>;
}

async function openShop(): Promise<Shop> {
  const server = createServer(({ url }, answer) => {
    if (url === '/heal') shop.broken = false;
    if (url === '/metrics') {
      answer.end(`shop_broken ${shop.broken ? 1 : 0}\nshop_beats ${shop.beats ? 1 : 0}\n`);
    } else answer.writeHead(shop.broken ? 503 : 200).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const shop: Shop = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    broken: false,
    beats: false,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return shop;
}

/** A script of the shop's that makes it well. */
async function healer(folder: string, shopUrl: string): Promise<void> {
  const file = path.join(folder, 'heal.mjs');
  await writeFile(
    file,
    `#!${process.execPath}\nconst { status } = await fetch('${shopUrl}/heal');\nconsole.log(status);\n`,
  );
  await chmod(file, 0o755);
}

async function catalogue(folder: string, more: string): Promise<string> {
  const systems = path.join(folder, 'systems');
  await mkdir(systems);
  const file = `system: web-shop
title: Web shop
people:
  alice: { publicKey: "\${DEMO_ALICE_PUBLIC_KEY}" }
roles: { on-call: [alice] }
ladder: { response: [on-call] }
policy: { approvers: [on-call], singleResponder: true }
severities:
  P1: { response: 15m, approval: 15m, reach: page }
targets:
  api: { kind: http, url: "\${SHOP_URL}/health" }
scriptsRun: { folder: "\${SHOP_TOOLS}" }
scripts:
  heal: { title: Make the shop well, run: ./heal.mjs, timeout: 20s, risk: disruptive }
mitigations:
  heal: { title: Make the shop well, action: script.run, script: heal, risk: disruptive }
verification: { health: api, probes: 2, every: 1s }
stability: { window: 8s, every: 1s }
routes:
  - match: { alertname: ShopBroken, team: shop }
    runbook: generalIncident
${more}`;
  await writeFile(path.join(systems, 'web-shop.yaml'), file);
  return systems;
}
