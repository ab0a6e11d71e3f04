import type { Reference } from './profile.ts';

/** The Alertmanager that is asked not to repeat what an incident is about while somebody is at work on it. */
export interface AlertmanagerTarget {
  id: 'alertmanager';
  url: Reference;
  bearer?: Reference;
}

/** ms that a silence lasts unless it is renewed. */
export const silenceLasts = 15 * 60_000;

/** Silences of one incident at most; the alerts beyond go on as before. */
export const mostSilences = 100;

export interface SilenceQuestion {
  alertmanager: AlertmanagerTarget;
  keyId: string;
  /** `INC-7K3FQ2` */
  incident: string;
  /** The alerts of the incident. */
  alerts: { fingerprint: string; name: string }[];
  /** RFC 3339; when the silences end unless they are renewed. */
  until: string;
}

/** What the Alertmanager knows of the alerts that it was asked about. */
export interface Silenced {
  /** Fingerprints of those that it is silent about. */
  silenced: string[];
  /** Those that fire, silenced or not. */
  fires: { fingerprint: string; startsAt: string }[];
}

/** On the pool's queue. They change nothing of the system, and no one but the file asks for them. */
export interface AlertmanagerActivities {
  /** Silences those of the alerts that fire, each by exactly its labels, or renews what it has silenced already; never two of one alert. */
  keepSilent(question: SilenceQuestion): Promise<Silenced>;
  /** Ends every silence of the incident; answers how many there were. */
  endSilence(question: Pick<SilenceQuestion, 'alertmanager' | 'keyId'>): Promise<number>;
}

/** What an incident remembers of its silences. */
export type SilenceFact =
  /** All that are silenced now. */
  | { kind: 'silenced'; alerts: { fingerprint: string; name: string }[]; left: number }
  | { kind: 'not silenced'; because: string }
  | { kind: 'silence ended' }
  /** It could not be ended; it ends by itself at `until` (RFC 3339). */
  | { kind: 'silence stays'; because: string; until: string };

export function silenceSentence(fact: SilenceFact): string {
  switch (fact.kind) {
    case 'silenced': {
      const left = fact.left > 0 ? `; ${fact.left} more go on as before` : '';
      return `Silenced at the Alertmanager while somebody is at work: ${names(fact.alerts)}${left}. Mayday asks there itself meanwhile`;
    }
    case 'not silenced':
      return `The Alertmanager could not be asked for silence, so its alerts go on: ${withoutStop(fact.because)}`;
    case 'silence ended':
      return 'The silence at the Alertmanager has ended';
    case 'silence stays':
      return `The silence at the Alertmanager could not be ended (${withoutStop(fact.because)}); it ends by itself at ${fact.until.slice(11, 16)} UTC`;
  }
}

function names(alerts: { name: string }[]): string {
  const counted = new Map<string, number>();
  for (const { name } of alerts) counted.set(name, (counted.get(name) ?? 0) + 1);
  const shown = [...counted].slice(0, 3).map(([name, count]) => (count > 1 ? `${name} (${count})` : name));
  return counted.size > 3 ? `${shown.join(', ')} and ${counted.size - 3} more` : shown.join(', ');
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}
