import { type OwnWorkload, readOwnWorkload } from '../activities/kubernetes/own-workloads.ts';
import { type OwnPart, readOwnPart } from '../activities/postgres/own-parts.ts';
import type { ReadEnvironment } from '../settings/read-environment.ts';

/** What Mayday itself hangs on; a sentence goes to `wrong` where one of them cannot be read. */
export function readOwnParts({ values, wrong }: ReadEnvironment): (OwnPart | OwnWorkload)[] {
  const parts = values.MAYDAY_OWN_PARTS.map((part) => readOwnPart(part) ?? readOwnWorkload(part));
  if (parts.includes(undefined)) {
    wrong.push(
      'MAYDAY_OWN_PARTS is not understood; write postgres://host:port/database, kubernetes://namespace/deployment/name or kubernetes://namespace with commas between, e.g. postgres://temporal-db:5432/temporal.',
    );
  }
  return parts.filter((part) => part !== undefined);
}
