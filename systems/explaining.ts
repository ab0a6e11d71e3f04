import type { ExplainingRule } from '../workflows/contract/explaining.ts';
import type { RunbookName } from '../workflows/contract/runbooks.ts';
import { defaultExplainsWithin } from './defaults.ts';
import { durationText } from './duration.ts';
import { didYouMean, oneOf } from './nearest.ts';
import { found, member, members } from './places.ts';
import type { Path } from './read-yaml.ts';
import type { SystemFile } from './schema.ts';

type File = Pick<SystemFile, 'explains'>;

/** What explains what in a file, by the explaining runbook. */
export function explainingRules({ explains }: File): (ExplainingRule & { by: RunbookName })[] {
  return explains.map(({ runbook, explains: runbooks, within = defaultExplainsWithin }) => ({
    by: runbook as RunbookName,
    runbooks: runbooks as RunbookName[],
    within,
  }));
}

/** What the incidents of a runbook explain; `assume` hears what the file leaves open. */
export function explainingProfile(
  file: File,
  runbook: RunbookName,
  assume: (says: string) => void,
): { explains?: ExplainingRule } {
  const rules = explainingRules(file).filter(({ by }) => by === runbook);
  if (rules.length === 0) return {};
  if (file.explains.some((each) => each.runbook === runbook && each.within === undefined)) {
    assume(
      `explains: the file does not say how far apart the two may begin, so ${durationText(defaultExplainsWithin)}`,
    );
  }
  return {
    explains: {
      runbooks: [...new Set(rules.flatMap(({ runbooks }) => runbooks))],
      within: Math.max(...rules.map(({ within }) => within)),
    },
  };
}

/** Runbooks that the file has not, what explains itself, and what must never go unheard. */
export function explainingProblems(file: unknown): { path: Path; says: string }[] {
  const offered = ['generalIncident', ...Object.keys(members(member(file, 'runbooks')))];
  const places = [
    ...found(file, ['explains', '*', 'runbook']),
    ...found(file, ['explains', '*', 'explains', '*']),
  ];
  return places.flatMap(({ path, value }) => {
    if (typeof value !== 'string') return [];
    if (!offered.includes(value)) {
      const choices = oneOf(offered);
      return [
        {
          path,
          says: `found ${JSON.stringify(value)}, expected a runbook of this system (${choices})${didYouMean(value, offered)}`,
        },
      ];
    }
    if (path.at(-1) === 'runbook') return [];
    if (value === 'securityIncident')
      return [
        { path, says: 'found "securityIncident", expected any other: nothing explains an intrusion away' },
      ];
    const [, index] = path;
    const [own] = found(file, ['explains', '*', 'runbook']).filter(({ path: [, at] }) => at === index);
    return own?.value === value
      ? [{ path, says: `found ${JSON.stringify(value)}, which cannot explain itself` }]
      : [];
  });
}
