import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { counted, asked as standing } from '../../../client/gateway/metrics/definitions.ts';
import { until } from '../../../servers/process.ts';
import { type PrometheusServer, startPrometheus } from '../../../servers/prometheus.ts';
import { incidentMetrics } from '../../../workflows/contract/metrics.ts';
import type { LiveIncident } from '../../harness/live-incident.ts';
import { alertRules, dashboardQuestions, metricsIn } from '../../harness/monitoring.ts';
import { stackUnavailable, unavailable } from '../../harness/servers.ts';
import { type ObservedShop, startObservedShop } from './observed-shop.ts';

const patience = { deadlineMs: 90_000, everyMs: 500 };
const skip = (await stackUnavailable()) || (await unavailable('prometheus'));

describe('What is seen of Mayday from outside', { skip }, () => {
  let shop: ObservedShop;
  let prometheus: PrometheusServer;
  let incident: LiveIncident;

  before(async () => {
    shop = await startObservedShop();
    prometheus = await startPrometheus(Object.values(shop.pages), {
      rules: alertRules().map((rule) => ({ ...rule, for: '1s' })),
    });
    const { live } = shop;
    await live.breakShop();
    incident = await live.alert('observed');
    await until(async () => (await incident.view()).pending !== undefined, patience);
  });
  after(async () => {
    await prometheus?.stop();
    await shop?.end();
  });

  async function ask(expression: string): Promise<{ metric: Record<string, string>; value: number }[]> {
    const answer = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const body = (await answer.json()) as {
      status: string;
      error?: string;
      data?: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    assert.equal(body.status, 'success', `${expression}: ${body.error}`);
    return (body.data?.result ?? []).map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }

  async function shows(expression: string, wanted: number): Promise<void> {
    let last: unknown;
    await until(async () => {
      last = await ask(expression);
      return (last as { value: number }[]).some(({ value }) => value === wanted);
    }, patience).catch(() => assert.fail(`${expression} is not ${wanted} but ${JSON.stringify(last)}`));
  }

  test('a plan that waits is seen with its age; a refused message is counted by its door', async () => {
    await shows(
      'mayday_approvals_waiting{system="demo",severity="P1"} or mayday_approvals_waiting{system="demo"}',
      1,
    );
    await until(async () => (await ask('max(mayday_approval_oldest_seconds) > 0')).length === 1, patience);
    await shows('sum(mayday_incidents_open{system="demo",mode="live"})', 1);
    await shows('mayday_queue_pollers{queue="mayday",takes="workflows"}', 1);
    const refused = await fetch(`${shop.live.stack.gatewayUrl}/hooks/alertmanager`, {
      method: 'POST',
      headers: { authorization: 'Bearer wrong' },
      body: '{}',
    });
    assert.equal(refused.status, 401);
    await shows('sum(mayday_gateway_refused_total)', 1);
    await shows('sum(mayday_gateway_alerts_total{system="demo",outcome="recorded"})', 1);
  });

  test('the worker is ready, and a sign of life goes out', async () => {
    const ready = await fetch(`${shop.workerUrl}/readyz`);
    assert.deepEqual([ready.status, await ready.json()], [200, { status: 'ready', reasons: [] }]);
    await until(async () => shop.signs.length > 0, patience);
  });

  test('an incident counts its decision, its effects and its times, once', async () => {
    const approval = await shop.live.mayday('approve', incident.name, '--plan', '1');
    assert.equal(approval.code, 0, approval.err);
    await incident.resolves(120_000);
    await shows('sum(mayday_approvals_decided_total{system="demo",decision="approved"})', 1);
    await shows('sum(mayday_incidents_ended_total{system="demo",ending="fixed"})', 1);
    await shows('sum(mayday_incident_time_to_acknowledge_seconds_count{system="demo"})', 1);
    await shows('sum(mayday_incident_time_to_resolve_seconds_count{system="demo"})', 1);
    await until(
      async () => (await ask('sum(mayday_effects_total{outcome="done",undo="no"}) > 0')).length === 1,
      patience,
    );
  });

  test('one trace leads from the hook over the start to the change, and quotes nobody', async () => {
    const { spans } = shop.receiver;
    const applied = () => spans.find((span) => span.name === 'applyPlan');
    await until(async () => applied() !== undefined, patience);
    const change = applied();
    const trace = spans.filter((span) => span.trace === change?.trace);
    await until(async () => spans.some((span) => span.id === change?.parent), patience);
    const start = spans.find(({ id }) => id === change?.parent);
    assert.match(start?.name ?? '', /^signalWithStart databaseIssues$/);
    await until(async () => spans.some((span) => span.id === start?.parent), patience);
    const hook = spans.find(({ id }) => id === start?.parent);
    assert.deepEqual([hook?.name, hook?.service], ['POST /hooks/alertmanager', 'mayday-gateway']);
    assert.equal(change?.service, 'mayday-worker');
    assert.equal(change?.attributes['mayday.incident'], incident.name);
    assert.equal(change?.attributes['mayday.system'], 'demo');
    assert.equal(change?.attributes['mayday.outcome'], 'applied');
    const steps = trace.map((span) => span.attributes['mayday.step']);
    for (const step of ['admit', 'say', 'verifyDecision', 'planMitigation']) {
      assert.ok(steps.includes(step), `${step} is in the trace, which has ${steps.join(', ')}`);
    }
    const keys = new Set(spans.flatMap((span) => Object.keys(span.attributes)));
    assert.deepEqual(
      [...keys].filter((key) => !known.has(key)),
      [],
    );
  });

  test('lines of the worker about an incident name it, its system and the step', async () => {
    const lines = (shop.live.stack.logs().worker ?? '').split('\n').flatMap(parsed);
    const about = lines.filter((line) => line.step !== undefined);
    for (const line of about.filter(({ step }) => step !== 'admit')) {
      if (!`${line.workflowId}`.startsWith('incident:')) continue;
      assert.equal(line.incident, incident.name, JSON.stringify(line));
      assert.equal(line.system, 'demo');
    }
    const recorded = (shop.live.stack.logs().gateway ?? '').split('\n').flatMap(parsed);
    const line = recorded.find(({ msg }) => msg === 'recorded');
    assert.equal(line?.step, '/hooks/alertmanager');
  });

  test('what was traced replays on a worker that does not trace', async () => {
    await incident.replays();
  });

  test('every question of dashboard and rules is understood, and asks for metrics that there are', async () => {
    const names = await fetch(`${prometheus.url}/api/v1/label/__name__/values`);
    const there = new Set(((await names.json()) as { data: string[] }).data);
    const defined = new Set([
      ...Object.values(incidentMetrics).map(({ name, kind }) =>
        kind === 'counter' ? `${name}_total` : name,
      ),
      ...Object.values({ ...counted, ...standing }).map(({ name }) => name),
      // Nothing has failed here.
      'temporal_workflow_task_execution_failed_total',
      'temporal_activity_execution_failed_total',
    ]);
    const questions = [...alertRules().map(({ expr }) => expr), ...dashboardQuestions()];
    assert.ok(questions.length > 40);
    for (const question of questions) {
      await ask(question);
      const asked = metricsIn(question);
      assert.ok(asked.length > 0, question);
      for (const metric of asked)
        assert.ok(there.has(metric) || defined.has(metric), `${metric} in ${question}`);
    }
    for (const { name, kind } of Object.values(incidentMetrics)) {
      const exported = kind === 'counter' ? `${name}_total` : `${name}_count`;
      if (!unseen.includes(name)) assert.ok(there.has(exported), exported);
    }
  });

  test('a worker that is killed raises the alert, and no sign of life goes out any more', async () => {
    await shop.live.worker.kill();
    const killed = Date.now();
    await until(
      async () => {
        const [alert] = await ask('ALERTS{alertname="MaydayNoWorker",alertstate="firing"}');
        return alert !== undefined;
      },
      { deadlineMs: 170_000, everyMs: 1_000 },
    );
    assert.ok(Date.now() > killed);
    await until(async () => /no sign of life goes out/.test(shop.live.stack.logs().gateway ?? ''), {
      deadlineMs: 90_000,
      everyMs: 500,
    });
  });
});

/** What stays away where all goes well. */
const unseen: readonly string[] = [
  incidentMetrics.targetsMissed,
  incidentMetrics.nobodyLeft,
  incidentMetrics.decisionsRefused,
  incidentMetrics.messagesRefused,
  incidentMetrics.relapses,
  incidentMetrics.noticesLost,
  incidentMetrics.channelsAway,
].map(({ name }) => name);

/** All that spans may say: ids, names of the catalogue and of ours, numbers. */
const known = new Set([
  ...['incident', 'system', 'runbook', 'workflow_id', 'step', 'attempt', 'queue', 'outcome'].map(
    (key) => `mayday.${key}`,
  ),
  ...['http.request.method', 'http.route', 'http.response.status_code', 'error.type'],
]);

function parsed(line: string): Record<string, unknown>[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
