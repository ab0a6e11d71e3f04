import type { PoolActivities } from '../../workflows/contract/activities.ts';
import type { Finding } from '../../workflows/contract/findings.ts';
import type { AlertsQuestion } from '../../workflows/contract/prometheus.ts';
import { findingOf } from '../troubles.ts';
import type { ActiveAlert, Prometheus } from './query.ts';

/** The alerts of the system that fire, the longest first; those that brought the incident prove nothing. */
export function prometheusAlerts(prometheus: Prometheus): PoolActivities['prometheusAlerts'] {
  return (question) =>
    findingOf(
      'alerts',
      () => false,
      () => look(prometheus, question),
    );
}

async function look(
  { alerts }: Prometheus,
  { prometheus, of, known }: AlertsQuestion,
): Promise<Omit<Finding, 'check'>> {
  const all = await alerts(prometheus);
  const firing = all
    .filter(({ state }) => state === 'firing')
    .sort((a, b) => a.activeAt.localeCompare(b.activeAt));
  const own = firing.filter((alert) => isOf(alert, of));
  const other = own.filter((alert) => !known.includes(nameOf(alert)));
  const pending = all.filter((alert) => alert.state === 'pending' && isOf(alert, of));
  return {
    verdict: other.length > 0 ? 'sick' : 'well',
    says: [
      other.length > 0
        ? `${plural(other.length, 'alert')} of the system ${other.length === 1 ? 'fires' : 'fire'}: ${other.slice(0, 5).map(inWords).join('; ')}.`
        : 'No other alert of the system fires.',
      own.length > other.length
        ? `${namesOf(own.filter((each) => !other.includes(each)))}, which the incident knows, still fires.`
        : '',
      pending.length > 0 ? `${namesOf(pending)} may fire soon.` : '',
      firing.length > own.length
        ? `${plural(firing.length - own.length, 'alert')} of others ${firing.length - own.length === 1 ? 'fires' : 'fire'}.`
        : '',
    ]
      .filter(Boolean)
      .join(' '),
    evidence: [...own, ...pending].slice(0, 20).map((alert) => ({
      alert: nameOf(alert),
      state: alert.state,
      since: alert.activeAt,
      known: known.includes(nameOf(alert)) ? 'yes' : null,
      labels: shown(alert),
    })),
  };
}

function isOf({ labels }: ActiveAlert, matches: AlertsQuestion['of']): boolean {
  return matches.some((match) =>
    Object.entries(match).every(([label, value]) => Object.hasOwn(labels, label) && labels[label] === value),
  );
}

function nameOf({ labels }: ActiveAlert): string {
  return labels.alertname ?? '';
}

function namesOf(alerts: ActiveAlert[]): string {
  return [...new Set(alerts.map(nameOf))].slice(0, 5).join(', ');
}

function inWords(alert: ActiveAlert): string {
  const { summary } = alert.annotations;
  return `${nameOf(alert)} since ${alert.activeAt.slice(0, 19)}Z${summary ? ` (${summary.slice(0, 150).replace(/\.$/, '')})` : ''}`;
}

function shown({ labels }: ActiveAlert): string {
  return Object.entries(labels)
    .filter(([label]) => label !== 'alertname')
    .map(([label, value]) => `${label}=${value}`)
    .join(', ')
    .slice(0, 200);
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
