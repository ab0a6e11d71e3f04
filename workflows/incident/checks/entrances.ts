import type { ActivityInterfaceFor } from '@temporalio/workflow';
import type { EntranceChecks } from '../../contract/entrance-checks.ts';
import type { Finding } from '../../contract/findings.ts';
import { abandonable, asking } from '../asking.ts';

export function entranceChecks(checks: ActivityInterfaceFor<EntranceChecks>) {
  return {
    tlsCertificate: asking(checks.tlsCertificate, () => 'Which certificates are shown?'),
    dnsNames: asking(checks.dnsNames, () => 'What do the names lead to?'),
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
