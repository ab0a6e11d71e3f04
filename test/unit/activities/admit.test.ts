import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { pino } from 'pino';
import { admit } from '../../../activities/catalogue/admit.ts';
import { openCatalogue } from '../../../systems/open-catalogue.ts';
import type { Admission } from '../../../workflows/contract/activities.ts';
import type { Mode } from '../../../workflows/contract/input.ts';
import { incidentWorkflowId } from '../../../workflows/contract/keys.ts';
import { admitting, folder, manual, temporal, tillManual } from './admission-desk.ts';

async function start(input: unknown, runbook = 'generalIncident', workflowId = manual): Promise<Admission> {
  return await admitting().activity({ runbook, workflowId, input });
}

async function refusal(input: unknown, runbook?: string): Promise<string> {
  const admission = await start(input, runbook);
  return admission.admission === 'refused' ? admission.says : admission.admission;
}

async function admitted(input: unknown, runbook?: string, workflowId?: string) {
  const admission = await start(input, runbook, workflowId);
  assert.ok(admission.admission === 'admitted', JSON.stringify(admission));
  return admission;
}

const refused: { name: string; input: unknown; runbook?: string; says: string }[] = [
  {
    name: 'no input',
    input: undefined,
    says: 'The run was started without an input: write one JSON object, at least {"system": "shop"}. Systems: shop, till, torn, twilight.',
  },
  {
    name: 'an input that could not be decoded',
    input: { undecodable: 'unknown encoding json/protobuf' },
    says: 'The input could not be decoded (unknown encoding json/protobuf): choose the encoding json/plain in the Temporal UI and write one JSON object, at least {"system": "shop"}. Systems: shop, till, torn, twilight.',
  },
  {
    name: 'a text instead of an object',
    input: 'shop',
    says: 'The input is the string "shop": write one JSON object instead, at least {"system": "shop"}. Systems: shop, till, torn, twilight.',
  },
  {
    name: 'a missing system',
    input: { severity: 'P0' },
    says: 'The system is missing: write at least {"system": "shop"}. Systems: shop, till, torn, twilight.',
  },
  {
    name: 'a system of the wrong type',
    input: { system: 5 },
    says: '"system" is 5: write it as text.',
  },
  {
    name: 'an unknown system',
    input: { system: 'shopp' },
    says: 'There is no system "shopp"; did you mean "shop"? Systems: shop, till, torn, twilight.',
  },
  {
    name: 'a system whose file is broken',
    input: { system: 'torn' },
    says: 'The file of system torn has to be mended first. torn.yaml:1: title: found nothing, expected text',
  },
  {
    name: 'an unknown severity',
    input: { system: 'shop', severity: 'urgent' },
    says: '"urgent" is no severity of shop. Write P0 or "Sev 1" (nobody can pay), P1, P2 or P3.',
  },
  {
    name: 'a runbook the system does not have',
    input: { system: 'shop' },
    runbook: 'databaseIssues',
    says: 'System shop has no runbook "databaseIssues": start generalIncident instead.',
  },
  {
    name: 'an unknown runbook',
    input: { system: 'shop' },
    runbook: 'databaseIssue',
    says: 'There is no runbook "databaseIssue"; did you mean "databaseIssues"? Runbooks: applicationOutage, databaseIssues, highErrorRate, performanceDegradation, highMemory, highCpu, cacheIssues, messageBrokerIssues, diskSpace, certificateExpiry, securityIncident, serviceRecovery, databaseRecovery, cacheRecovery or generalIncident.',
  },
  {
    name: 'an unknown key',
    input: { system: 'shop', sevrity: 'P0' },
    says: '"sevrity" is not known here; did you mean "severity"?',
  },
  {
    name: 'several mistakes',
    input: { system: 'shop', severity: 1, colour: 'red' },
    says: '"severity" is 1: write it as text. "colour" is not known here: write system, severity, summary, group, mode, parameters.',
  },
  {
    name: 'parameters of a wrong type',
    input: { system: 'shop', parameters: 'memory=2G' },
    says: '"parameters" is "memory=2G": write an object such as {}.',
  },
  {
    name: 'parameters nobody would look at',
    input: { system: 'shop', parameters: { memory: '2G' } },
    says: 'generalIncident takes parameters in a dry run only: leave "parameters" out (found memory), and answer when it asks.',
  },
  {
    name: 'parameters of a dry run that nothing asks for',
    input: { system: 'shop', mode: 'dry-run', parameters: { memory: '2G' } },
    says: 'No mitigation of shop asks for memory: they ask for nothing.',
  },
  {
    name: 'a live start of a system in shadow mode',
    input: { system: 'twilight', mode: 'live' },
    says: 'twilight is in shadow mode: leave "mode" out, or take "mode: shadow" out of systems/twilight.yaml first.',
  },
  {
    name: 'an unknown mode',
    input: { system: 'shop', mode: 'wet' },
    says: '"mode" is "wet": write "live", "dry-run" or "shadow", or leave it out.',
  },
  {
    name: 'a key id',
    input: { system: 'shop', key: 'of-another-incident' },
    says: '"key" is "of-another-incident": leave it out: it is Mayday\'s own.',
  },
  {
    name: 'somebody who says to be verified',
    input: {
      system: 'shop',
      openedBy: { kind: 'person', name: 'ann', door: 'cli', verified: true },
    },
    says: '"openedBy" is {"kind":"person","name":"ann","door":"cli","verified":true}: write "verified": false in it, since a start is not signed.',
  },
];

for (const { name, input, runbook, says } of refused) {
  test(`a person's start is refused with a sentence: ${name}`, async () => {
    assert.equal(await refusal(input, runbook), says);
  });
}

test("a start needs no more than a system; the rest is the runbook's", async () => {
  const { profile, severity, summary, searchAttributes, assumed, degraded } = await admitted({
    system: 'shop',
  });
  assert.equal(profile.system, 'shop');
  assert.deepEqual(
    { severity, summary, searchAttributes, assumed, degraded },
    { severity: 'P2', summary: 'Anything else', searchAttributes: true, assumed: [], degraded: undefined },
  );
});

test('where neither start nor runbook names a severity it is P1, and said to be assumed', async () => {
  const { severity, profile } = await admitted({ system: 'till' }, 'databaseIssues', tillManual);
  assert.equal(severity, 'P1');
  assert.ok(
    profile.assumed.includes('severity: the file gives this runbook none, so P1 where a start names none'),
  );
});

test("a severity may be the system's own label, in any case", async () => {
  assert.equal((await admitted({ system: 'shop', severity: 'sev 1' })).severity, 'P0');
});

const alerts = { kind: 'alerts', door: 'alertmanager' };

test('an alert for a runbook its system lacks becomes a general incident of that system', async () => {
  const { profile, degraded, severity } = await admitted(
    { system: 'shop', severity: 'P0', openedBy: alerts },
    'databaseIssues',
    'any id',
  );
  assert.deepEqual([profile.system, profile.runbook.name, severity], ['shop', 'generalIncident', 'P0']);
  assert.equal(degraded, 'System shop has no runbook "databaseIssues": start generalIncident instead.');
});

for (const system of ['torn', 'nowhere', undefined, 5]) {
  test(`an alert for a system that cannot be had (${system}) opens a general incident that reaches the catch-all's people`, async () => {
    const { profile, degraded, severity } = await admitted({ system, openedBy: alerts }, 'databaseIssues');
    assert.equal(profile.system, typeof system === 'string' ? system : 'unknown');
    assert.equal(profile.runbook.name, 'generalIncident');
    assert.deepEqual(profile.severities.P0.responseLadder, [{ role: 'on-call', people: ['ann'] }]);
    assert.ok(profile.assumed.includes('ladder: that of shop, where the catch-all route leads'));
    assert.deepEqual(profile.runbook.mitigations, []);
    assert.equal(severity, 'P1');
    assert.match(degraded ?? '', /^(There is no system|The file of system torn)/);
  });
}

test('with no file at all an alert still opens an incident, and says that nobody could be paged', async () => {
  const { client } = temporal();
  const activity = admit({
    catalogue: openCatalogue(join(folder, 'nowhere')),
    client,
    channel: () => 'not set up',
    searchAttributes: false,
    log: pino({ level: 'silent' }),
  });
  const admission = await activity({
    runbook: 'databaseIssues',
    workflowId: 'x',
    input: { openedBy: alerts },
    openedAt: '2026-11-20T16:59:00.000Z',
  });
  assert.ok(admission.admission === 'admitted');
  assert.deepEqual(admission.profile.severities.P0.responseLadder, []);
  assert.match(admission.profile.assumed.join('\n'), /so nobody could be paged/);
});

test('what a start does not say the file decides, and a dry run is one by its own word', async () => {
  const place = (system: string, mode: Mode) => incidentWorkflowId(system, 'generalIncident', 'manual', mode);
  const modes = await Promise.all([
    admitted({ system: 'shop' }),
    admitted({ system: 'shop', mode: 'shadow' }, 'generalIncident', place('shop', 'shadow')),
    admitted({ system: 'twilight' }, 'generalIncident', place('twilight', 'shadow')),
    admitted(
      { system: 'twilight', mode: 'dry-run' },
      'generalIncident',
      'dry-run:twilight:generalIncident:1',
    ),
  ]);
  assert.deepEqual(
    modes.map(({ mode }) => mode),
    ['live', 'shadow', 'shadow', 'dry-run'],
  );
});

test('alerts are shadows where the file says so now, and never a dry run', async () => {
  const modeOf = async (system: string, mode?: string) =>
    (await admitted({ system, mode, openedBy: alerts }, 'generalIncident', 'any id')).mode;
  assert.equal(await modeOf('twilight'), 'shadow');
  assert.equal(await modeOf('twilight', 'live'), 'shadow');
  assert.equal(await modeOf('shop', 'dry-run'), 'live');
  assert.equal(await modeOf('shop', 'shadow'), 'live');
  assert.equal(await modeOf('torn'), 'live');
});

test('an alert with nonsense in its start is not refused', async () => {
  const { severity, assumed, summary } = await admitted({
    system: 'shop',
    severity: 'page',
    colour: 'red',
    summary: 7,
    mode: 'wet',
    alerts: [null, { name: 'ShopDown', status: 'firing', summary: '503 for a minute' }],
    openedBy: alerts,
  });
  assert.equal(severity, 'P2');
  assert.deepEqual(assumed, ['severity: the alert\'s "page" is none of shop, so P2']);
  assert.equal(summary, '503 for a minute');
});
