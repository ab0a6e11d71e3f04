import type { Alert } from '../../workflows/contract/input.ts';

const longestValue = 1_000;
const longestName = 200;
const mostEntries = 64;
const mostAlerts = 100;
/** bytes of JSON in one signal; Temporal warns of payloads from 256 KB. */
const mostBytes = 200_000;

/** A text of at most `most` characters that shows where it was cut. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}

/** Alerts with over-long texts cut, in as many lists as signals are needed to keep each one small; none is lost. */
export function inSignals(alerts: Alert[]): Alert[][] {
  const signals: Alert[][] = [];
  let bytes = 0;
  for (const alert of alerts.map(shortened)) {
    const size = Buffer.byteLength(JSON.stringify(alert));
    const last = signals.at(-1);
    if (last && last.length < mostAlerts && bytes + size <= mostBytes) {
      last.push(alert);
      bytes += size;
    } else {
      signals.push([alert]);
      bytes = size;
    }
  }
  return signals;
}

function shortened(alert: Alert): Alert {
  return {
    ...alert,
    fingerprint: cut(alert.fingerprint, longestName),
    name: cut(alert.name, longestName),
    summary: cut(alert.summary, longestValue),
    labels: shortenedTexts(alert.labels),
    annotations: shortenedTexts(alert.annotations),
    ...(alert.endsAt ? { endsAt: cut(alert.endsAt, longestName) } : {}),
    ...(alert.generatorUrl ? { generatorUrl: cut(alert.generatorUrl, longestValue) } : {}),
  };
}

function shortenedTexts(texts: Record<string, string>): Record<string, string> {
  const entries = Object.entries(texts).slice(0, mostEntries);
  return Object.fromEntries(
    entries.map(([name, value]) => [cut(name, longestName), cut(value, longestValue)]),
  );
}
