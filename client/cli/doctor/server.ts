import { type Temporal, withinDeadline } from '../../temporal.ts';
import { good, patience, type Verdict } from './report.ts';

/** Which Temporal it is that answers. */
export async function server({ client, address, namespace }: Temporal): Promise<Verdict> {
  const { serverVersion } = await withinDeadline(client, patience, () =>
    client.workflowService.getSystemInfo({}),
  );
  const version = serverVersion ? `server ${serverVersion}` : 'a server that does not tell its version';
  return good(`${address} answers: ${version}, namespace ${namespace}`);
}
