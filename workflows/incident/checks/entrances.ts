import type { ActivityInterfaceFor } from '@temporalio/workflow';
import type { EntranceChecks } from '../../contract/entrance-checks.ts';
import type { Finding } from '../../contract/findings.ts';
import { type LoginQuestion, patienceOf, type ResponseTimesQuestion } from '../../contract/verification.ts';
import { abandonable, asking } from '../asking.ts';

export function entranceChecks(checks: ActivityInterfaceFor<EntranceChecks>) {
  return {
    tlsCertificate: asking(checks.tlsCertificate, () => 'Which certificates are shown?'),
    httpMetrics: asking(
      checks.httpMetrics,
      ({ target: { id, asks } }) => `What does ${id} count${asks ? `: ${asks}` : ''}?`,
    ),
    dnsNames: asking(checks.dnsNames, () => 'What do the names lead to?'),
    httpResponseTimes: (question: ResponseTimesQuestion): Promise<Finding> =>
      abandonable(() =>
        checks.httpResponseTimes.executeWithOptions(
          {
            summary: `How fast does ${question.target.id} answer?`,
            startToCloseTimeout: question.requests * patienceOf(question) + 2_000,
            scheduleToCloseTimeout: 2 * (question.requests * patienceOf(question) + 2_000),
            heartbeatTimeout: patienceOf(question) + 5_000,
          },
          [question],
        ),
      ),
    httpLogin: (question: LoginQuestion): Promise<Finding> =>
      abandonable(() =>
        checks.httpLogin.executeWithOptions(
          { summary: `Can somebody sign in at ${question.target.id}?`, retry: { maximumAttempts: 1 } },
          [question],
        ),
      ),
    httpHealth: (question: Parameters<EntranceChecks['httpHealth']>[0]): Promise<Finding> =>
      abandonable(() =>
        checks.httpHealth.executeWithOptions(
          {
            summary: `Is ${question.target.id} well?`,
            startToCloseTimeout: question.probes * (3_000 + question.every) + 2_000,
            heartbeatTimeout: 5_000 + question.every,
          },
          [question],
        ),
      ),
  };
}
