import { nearest } from '../systems/nearest.ts';
import { allSettings, settingNamed } from './all.ts';
import { ownMarks } from './development.ts';
import type { Environment } from './setting.ts';

const prefix = 'MAYDAY_';

/** A sentence for each variable that begins like a setting and is none; only a warning, since a catalogue may name any. */
export function unknownSettings(environment: Environment): string[] {
  const known = Object.keys(allSettings).flatMap((name) =>
    name.startsWith(prefix) ? [name.slice(prefix.length)] : [],
  );
  return Object.keys(environment).flatMap((written) => {
    if (!written.startsWith(prefix) || ownMarks.includes(written)) return [];
    const [name, suffix] = written.endsWith('_FILE')
      ? [written.slice(0, -'_FILE'.length), '_FILE']
      : [written, ''];
    if (settingNamed(name) || settingNamed(written)) return [];
    const meant = nearest(name.slice(prefix.length), known);
    return meant
      ? [`${written} is not a setting; did you mean ${prefix}${meant}${suffix}?`]
      : [`${written} is not a setting: it counts only where the catalogue names it, as \${${name}}.`];
  });
}
