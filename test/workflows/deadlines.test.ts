import assert from 'node:assert/strict';
import pMap from 'p-map';
import { type ClockRow, type Clocks, clockRows, isAssumed, withoutMark } from '../../docs/generate/clocks.ts';
import { project } from '../../docs/generate/sources.ts';
import { incidentWorkflowId } from '../../workflows/contract/keys.ts';
import { observedClocks } from '../harness/observed-clocks.ts';
import type { Play } from '../harness/play.ts';
import type { Stage } from '../harness/stage.ts';
import { story } from '../harness/story.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const catalogue = { systems: `${project}/systems` };
const friday = 5;
/** Incidents that open or end at the same time; of more, some may not get their turn in a minute on a busy machine. */
const few = { concurrency: 5 };

/** ms from the opening in which a severity's last deadline has passed, where there is a resolution target or not. */
const longest = { P0: 4.6 * hour, P1: 25 * hour, P2: 73 * hour, P3: 14 * day + hour };
const withoutTarget = { ...longest, P1: longest.P0 };

story(
  'every severity of the five systems reaches whom it promises when it promises',
  async (stage) => {
    const opening = await untilNext(stage, friday, '12:00');
    const opened = Map.groupBy(await pMap(clockRows, (row) => open(stage, row), few), lasting);
    const named = { 'next business day': at(opening, 3, '17:00') };
    const found: string[] = [];
    let passed = 0;
    for (const [lasts, due] of [...opened].sort(([a], [b]) => a - b)) {
      await stage.pass(lasts - passed);
      passed = lasts;
      for (const { row, incident } of due) {
        const run = await observed(incident);
        found.push(told(row, observedClocks(run, named)));
        assertAssumed(row, run.assumed);
        assertReached(row, run);
      }
      await pMap(due, ({ incident }) => end(incident), few);
    }
    assert.deepEqual(found.sort(), clockRows.map((row) => told(row, row.clocks)).sort());
  },
  catalogue,
);

story(
  'a target of the next business day ends when that day closes, whenever the incident opened',
  async (stage) => {
    const rows = clockRows.filter(({ clocks }) => clocks.response === 'next business day');
    assert.deepEqual(rows.map(name), ['studyteddy P3 Low', 'agentic-startup-studio P3 Sev 4']);
    const first = await untilNext(stage, friday, '16:59');
    const [monday, tuesday] = [at(first, 3, '17:00'), at(first, 4, '17:00')];
    const cases = [
      { opens: first, closes: monday },
      { opens: at(first, 0, '17:01'), closes: monday },
      { opens: at(first, 1, '11:00'), closes: monday },
      { opens: at(first, 2, '23:58'), closes: monday },
      { opens: at(first, 3, '00:01'), closes: tuesday },
      { opens: at(first, 3, '10:00'), closes: tuesday },
    ];
    const opened: { incident: Play; opens: Date; closes: Date }[] = [];
    for (const { opens, closes } of cases) {
      await until(stage, opens);
      const incidents = await Promise.all(rows.map((row) => open(stage, row)));
      opened.push(...incidents.map(({ incident }) => ({ incident, opens, closes })));
    }
    await until(stage, at(first, 4, '17:10'));
    for (const { incident, opens, closes } of opened) {
      const { response } = observedClocks(await observed(incident), { [closes.toISOString()]: closes });
      assert.equal(response, closes.toISOString(), `opened ${opens.toISOString()}`);
    }
    await pMap(opened, ({ incident }) => end(incident), few);
  },
  catalogue,
);

/** Opens an incident as a person does, of a system that is never well. */
async function open(stage: Stage, row: ClockRow): Promise<{ row: ClockRow; incident: Play }> {
  const { system, severity, runbook } = row;
  stage.world.brokenOtherwise = true;
  const group = `${name(row)} ${await stage.now()}`;
  // A security incident is as severe as its runbook says.
  const input = { system, group, ...(runbook === 'generalIncident' && { severity }) };
  const incident = await stage.start(runbook, input, incidentWorkflowId(system, runbook, group));
  await incident.until('people have it', ({ waitingFor }) => waitingFor === 'people');
  return { row, incident };
}

function lasting({ row: { severity, clocks } }: { row: ClockRow }): number {
  return (clocks.resolution === 'none' ? withoutTarget : longest)[severity];
}

async function end(incident: Play): Promise<void> {
  await incident.resolve('alice', 'false alarm', 'all deadlines have passed');
  await incident.until('it has ended', ({ endedAt }) => endedAt !== undefined);
}

async function observed(incident: Play) {
  const view = await incident.view();
  const timeline = await incident.timeline();
  const facts = timeline.map(({ fact }) => fact);
  return {
    openedAt: view.openedAt,
    timeline,
    assumed: facts.flatMap((fact) => (fact.kind === 'opened' ? fact.assumed : [])),
    paged: facts.filter(({ kind }) => kind === 'paged').length,
    pages: incident.stage.said.filter(({ keyId, kind }) => keyId === view.keyId && kind === 'page').length,
  };
}

/** A row as a line. */
function told(row: ClockRow, clocks: Clocks): string {
  return [name(row), ...Object.values(clocks).map(withoutMark)].join(' | ');
}

/** A page wakes people, a notification is an update like others. */
function assertReached(row: ClockRow, { paged, pages }: { paged: number; pages: number }): void {
  assert.equal(pages, withoutMark(row.clocks.reach) === 'page' ? paged : 0, `${name(row)}: pages`);
}

/** What a file leaves open is marked in the row, and nothing else that a file can leave open. */
function assertAssumed({ severity, clocks, ...row }: ClockRow, assumed: readonly string[]): void {
  const line = assumed.find((says) => says.startsWith(`${severity}: the file does not say`)) ?? '';
  const words = { response: 'response ', reach: 'reached by ', updates: 'updates every ' } as const;
  for (const [clock, word] of Object.entries(words)) {
    const marked = isAssumed(clocks[clock as keyof Clocks]);
    assert.equal(line.includes(word), marked, `${row.system} ${severity} ${clock}: ${line}`);
  }
}

function name({ system, severity, of }: ClockRow): string {
  return `${system} ${severity} ${of}`;
}

/** Lets time pass until a weekday, 1 = Monday, and answers that instant. */
async function untilNext(stage: Stage, weekday: number, time: string): Promise<Date> {
  const today = new Date(await stage.now());
  const days = ((weekday - today.getUTCDay() + 6) % 7) + 1;
  const then = at(today, days, time);
  await until(stage, then);
  return then;
}

async function until(stage: Stage, then: Date): Promise<void> {
  await stage.pass(then.getTime() - Date.parse(await stage.now()));
}

/** A time of day, UTC, so many days later. */
function at(from: Date, days: number, time: string): Date {
  return new Date(`${new Date(from.getTime() + days * day).toISOString().slice(0, 10)}T${time}:00Z`);
}
