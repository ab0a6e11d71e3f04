import type { Finding } from './findings.ts';
import type { ExpiryQuestion, HostQuestion } from './hosts.ts';
import type { HttpTarget, MetricsTarget } from './profile.ts';
import type { LoginQuestion, ResponseTimesQuestion } from './verification.ts';

/** Questions to what users come in through: hosts and URLs. Each throws `TargetUnreachable` only when nothing could be asked. */
export interface EntranceChecks {
  /** The certificates that the hosts of a system show, beside those that cert-manager issued for them. */
  tlsCertificate(question: HostQuestion & ExpiryQuestion): Promise<Finding>;
  /** Whether the hosts of a system can be looked up, to what, and whether IPv4 and IPv6 agree. */
  dnsNames(question: HostQuestion): Promise<Finding>;
  /** Asks a URL `probes` times, `every` ms apart; well only if every probe answered 2xx. */
  httpHealth(question: { target: HttpTarget; probes: number; every: number }): Promise<Finding>;
  /** What a page counts, as text of Prometheus or as JSON; never sick. */
  httpMetrics(question: { target: MetricsTarget }): Promise<Finding>;
  /** Asks a URL `requests` times in a row, a new connection each; well only if all answer 2xx, 95 % of them fast enough. */
  httpResponseTimes(question: ResponseTimesQuestion): Promise<Finding>;
  /** Signs a probe user in; well only if that is let in. Asked once, since a wrong password may lock it out. */
  httpLogin(question: LoginQuestion): Promise<Finding>;
}
