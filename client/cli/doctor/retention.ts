import { type Temporal, withinDeadline } from '../../temporal.ts';
import { doubtful, good, patience, type Verdict } from './report.ts';

const day = 86_400;
const enough = 7;

/** How long the namespace keeps closed runs. */
export async function retention({ client, namespace }: Temporal): Promise<Verdict> {
  const { config } = await withinDeadline(client, patience, () =>
    client.workflowService.describeNamespace({ namespace }),
  );
  const seconds = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
  if (seconds === 0) return good('closed runs are kept for ever');
  const days = Math.round((seconds / day) * 10) / 10;
  const kept = `closed runs are kept for ${days} ${days === 1 ? 'day' : 'days'}`;
  if (days >= enough) return good(kept);
  return doubtful(
    `${kept}, and only Mayday's archive keeps them longer: temporal operator namespace update -n ${namespace} --retention 30d`,
  );
}
