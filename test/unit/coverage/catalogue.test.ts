import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedBy, onCalls } from '../../../docs/generate/asked-by.ts';
import { type CommandRow, type Coverage, oneLine } from '../../../docs/generate/coverage-file.ts';
import { type Described, readCoverage, readSystems } from '../../../docs/generate/sources.ts';
import type { SystemFile } from '../../../systems/schema.ts';
import { checksOn } from '../../../workflows/incident/activities.ts';
import { valueAt } from './value-at.ts';

const checks = [...Object.keys(checksOn('main')), onCalls];
const systems = readSystems();
const coverage = readCoverage();

test('each of the five documents has its list', () => {
  assert.deepEqual(
    coverage.map(({ system }) => system),
    ['codementor-ai', 'studyteddy', 'agentic-startup-studio', 'onboarding-kyc', 'neurocred'],
  );
});

for (const document of coverage) {
  const described = systems.find(({ id }) => id === document.system);

  test(`${document.system}: every fact is in the catalogue, as it is written there`, () => {
    assert.deepEqual(wrongFacts(document, described), []);
  });

  test(`${document.system}: every command is asked, offered, shown or refused as its row says`, (t) => {
    assert.deepEqual(wrongCommands(document, described), []);
    const counts = Map.groupBy(document.commands, ({ answer }) => answer);
    const says = [...counts].map(([answer, rows]) => `${rows.length} ${answer}`).join(', ');
    t.diagnostic(`${document.facts.length} facts, ${document.commands.length} commands: ${says}`);
  });
}

function wrongFacts({ facts }: Coverage, described: Described | undefined): string[] {
  return facts.flatMap(({ section, says, at, is = says }) => {
    if (at === undefined) return [];
    const value = valueAt(described?.written, at);
    if (value !== undefined && typeof value !== 'object' && plain(value) === plain(is)) return [];
    return [`${section}: "${says}": ${at} is ${JSON.stringify(value)}, not ${JSON.stringify(is)}`];
  });
}

function wrongCommands({ commands }: Coverage, described: Described | undefined): string[] {
  return commands.flatMap((row) => {
    const because = described ? wrongAnswer(row, described.system) : 'there is no such system';
    return because === undefined ? [] : [`${row.section}: ${row.command}: ${because}`];
  });
}

function wrongAnswer({ answer, says, command }: CommandRow, system: SystemFile): string | undefined {
  const holds = (byHand: readonly string[] = []) => byHand.map(oneLine).includes(command);
  switch (answer) {
    case 'refused':
      return undefined;
    case 'check':
      return wrongCheck(says, system, command);
    case 'mitigation': {
      const entry = system.mitigations[says];
      if (!entry) return `there is no mitigation ${says}`;
      return holds(entry.byHand) ? undefined : `byHand of ${says} does not hold it`;
    }
    case 'shown': {
      const runbook = Object.entries(system.runbooks).find(([name]) => name === says)?.[1];
      if (!runbook) return `there is no runbook ${says}`;
      return holds(runbook.byHand) ? undefined : `byHand of ${says} does not hold it`;
    }
  }
}

/** Health is asked at the URLs that the file names for it. */
function wrongCheck(check: string, system: SystemFile, command: string): string | undefined {
  if (!checks.includes(check)) return `there is no check ${check}, only ${checks.join(', ')}`;
  if (askedBy(check, system).length === 0) return `no runbook of this system asks ${check}`;
  if (check !== 'httpHealth') return undefined;
  const asked = healthTargets(system).flatMap((id) => {
    const target = system.targets[id];
    return target?.kind === 'http' ? [target.url] : [];
  });
  return command.split(/["'\s]+/).some((word) => asked.includes(word))
    ? undefined
    : 'it is no URL whose health is asked';
}

function healthTargets({ verification, runbooks }: SystemFile): string[] {
  const steps = verification.steps.flatMap((step) => ('health' in step ? step.health : []));
  const byRunbooks = Object.values(runbooks).flatMap((runbook) => runbook?.health ?? []);
  return [verification.health ?? '', ...steps, ...byRunbooks];
}

function plain(value: unknown): string {
  return oneLine(String(value));
}
