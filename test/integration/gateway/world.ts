import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { createLogger } from '../../../client/gateway/logger.ts';
import { buildGateway, type GatewayParts } from '../../../client/gateway/server.ts';
import { lazyTemporal, type Temporal } from '../../../client/temporal.ts';
import type { Catalogue, NamedHook, Route } from '../../../systems/catalogue.ts';
import type { Alert, RunbookInput } from '../../../workflows/contract/input.ts';
import { incidentWorkflowId } from '../../../workflows/contract/keys.ts';
import type { AlertsMessage } from '../../../workflows/contract/messages.ts';

export const token = 'canary-hook-token';
export const groupKey = '{}:{alertname="KubePodCrashLooping", namespace="shop"}';

const route: Route = { system: 'shop', runbook: 'generalIncident', match: { team: 'shop' }, catchAll: false };

/** A real body of Alertmanager's, its group renamed if asked. */
export function sample(name: 'firing' | 'partial' | 'resolved', group = groupKey) {
  const file = new URL(`../../samples/alertmanager-${name}.json`, import.meta.url);
  return { ...JSON.parse(readFileSync(file, 'utf8')), groupKey: group };
}

export function placeOf(group: string): string {
  return incidentWorkflowId('shop', 'generalIncident', group);
}

/** What a run's history holds of its start and of the alerts signalled to it. */
export interface Recorded {
  type: string;
  taskQueue: string;
  input: RunbookInput;
  signals: Alert[][];
}

export interface World {
  temporal: Temporal;
  /** Posts a body to the Alertmanager hook; objects as JSON. */
  post(
    body: unknown,
    options?: { token?: string },
  ): Promise<{ status: number; body: Answer; ms: number; headers: Headers }>;
  /** Posts a body as it is to the hook of a sender. */
  send(
    sender: string,
    body: string,
    headers: Record<string, string>,
  ): Promise<{ status: number; body: Answer; ms: number }>;
  get(path: string): Promise<{ status: number; body: { status: string; reasons: string[] } }>;
  /** Every run that ever had a workflow id, newest first. */
  runs(workflowId: string): Promise<string[]>;
  recorded(workflowId: string): Promise<Recorded>;
  close(): Promise<void>;
}

export interface Answer {
  incidents: { workflowId: string; runId?: string; alerts: number }[];
  nothingOpen: { workflowId: string; alerts: number }[];
  nothing?: string;
  notUnderstood?: string;
  error: string;
}

/** What a gateway knows beside its token. */
export type Senders = Omit<GatewayParts['config'], 'credentials'> & {
  named?: NamedHook[];
  /** Of every system. */
  people?: Record<string, { email?: string }>;
  routes?: Route[];
};

/** A listening gateway in front of a Temporal. */
export async function gatewayTo(
  address: string,
  { named = [], people = {}, routes = [], ...config }: Senders = {},
): Promise<World> {
  const temporal = lazyTemporal({ environment: { TEMPORAL_ADDRESS: address }, identity: 'gateway-test' });
  const asked: Partial<Catalogue> = {
    routes: () => [route, ...routes],
    hooks: () => named,
    severity: () => {
      throw new Error('no such severity');
    },
    systems: () => ['shop'],
    people: () => new Map(),
    file: () => ({ people }) as never,
    problems: () => [],
  };
  const app: FastifyInstance = buildGateway({
    config: { credentials: { bearer: [token] }, ...config },
    client: temporal.client,
    catalogue: asked as Catalogue,
    log: createLogger('silent', [token]),
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  return {
    temporal,
    async post(body, { token: shown = token } = {}) {
      const started = performance.now();
      const response = await fetch(`${base}/hooks/alertmanager`, {
        method: 'POST',
        headers: { authorization: `Bearer ${shown}`, 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      const answer = (await response.json()) as Answer;
      return {
        status: response.status,
        body: answer,
        ms: performance.now() - started,
        headers: response.headers,
      };
    },
    async send(sender, body, headers) {
      const started = performance.now();
      const response = await fetch(`${base}/hooks/${sender}`, { method: 'POST', headers, body });
      const answer = (await response.json()) as Answer;
      return { status: response.status, body: answer, ms: performance.now() - started };
    },
    async get(path) {
      const response = await fetch(`${base}${path}`);
      return {
        status: response.status,
        body: (await response.json()) as { status: string; reasons: string[] },
      };
    },
    async runs(workflowId) {
      const found: string[] = [];
      for await (const { runId } of temporal.client.workflow.list({
        query: `WorkflowId = "${workflowId}"`,
      })) {
        found.push(runId);
      }
      return found;
    },
    async recorded(workflowId) {
      const { events } = await temporal.client.workflow.getHandle(workflowId).fetchHistory();
      const converter = temporal.client.options.loadedDataConverter.payloadConverter;
      const started = events?.[0]?.workflowExecutionStartedEventAttributes;
      const decode = <T>(payloads: Parameters<typeof converter.fromPayload>[0][] | null | undefined) =>
        converter.fromPayload<T>(payloads?.[0] ?? {});
      return {
        type: started?.workflowType?.name ?? '',
        taskQueue: started?.taskQueue?.name ?? '',
        input: decode<RunbookInput>(started?.input?.payloads),
        signals: (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
          signal ? [decode<AlertsMessage>(signal.input?.payloads).alerts] : [],
        ),
      };
    },
    async close() {
      await app.close();
      await temporal.close();
    },
  };
}
