import type { Mitigation, SingleMitigation } from '../../workflows/contract/mitigations.ts';
import type { Backups } from '../backups/backups.ts';
import type { Resolve } from '../dependencies.ts';
import type { Machine } from '../hosts/machine.ts';
import { kubernetesActions } from '../kubernetes/changes/kinds.ts';
import type { Kubernetes } from '../kubernetes/clusters.ts';
import { mailUsers } from '../mail/mail-users.ts';
import type { SmtpSettings } from '../mail/smtp.ts';
import type { Postgres } from '../postgres/sessions.ts';
import type { Redis } from '../redis/connections.ts';
import type { Scripts } from '../scripts/scripts.ts';
import type { StatusPages } from '../status-page/pages.ts';
import { postToX } from '../x/post.ts';
import type { Action } from './action.ts';
import { bundle } from './bundle.ts';
import { deleteOldFiles } from './delete-old-files.ts';
import { flushRedis } from './flush-redis.ts';
import { limitConnections } from './limit-connections.ts';
import { setMaxConnections } from './max-connections.ts';
import { sparesOwnParts } from './own-parts.ts';
import { pruneImages } from './prune-images.ts';
import { publishStatus } from './publish-status.ts';
import { rehearseLimit } from './rehearse-limit.ts';
import { rehearseSessions } from './rehearse-sessions.ts';
import { restoreDatabase } from './restore-database.ts';
import { runScriptAction } from './run-script.ts';
import { terminateSessions } from './terminate-sessions.ts';

/** Our access to what can be changed. */
export interface Access {
  postgres: Postgres;
  kubernetes: Kubernetes;
  redis: Redis;
  scripts: Scripts;
  statusPages: StatusPages;
  backups: Backups;
  machine: Machine;
  resolve: Resolve;
  /** Absent = no mail is sent. */
  mail?: SmtpSettings;
}

type SingleActions = {
  [Name in SingleMitigation['action']]: Action<Extract<SingleMitigation, { action: Name }>>;
};

export type Actions = { [Name in Mitigation['action']]: Action<Extract<Mitigation, { action: Name }>> };

/** Every action a catalogue can name. */
export function actions(access: Access): Actions {
  const { postgres, kubernetes, redis, statusPages, scripts, machine, resolve, mail } = access;
  const spares = sparesOwnParts(postgres);
  const single: SingleActions = {
    'postgres.terminateSessions': spares({
      ...terminateSessions(postgres),
      rehearse: (mitigation, plan) => rehearseSessions(postgres, mitigation, plan),
    }),
    'postgres.limitConnections': spares({
      ...limitConnections(postgres),
      rehearse: (mitigation, plan) => rehearseLimit(postgres, mitigation, plan),
    }),
    'postgres.setMaxConnections': setMaxConnections(postgres, kubernetes),
    ...kubernetesActions(kubernetes),
    'redis.flush': flushRedis(redis),
    'files.deleteOld': deleteOldFiles(machine),
    'containers.pruneImages': pruneImages(machine),
    'script.run': runScriptAction(scripts),
    'postgres.restore': spares(restoreDatabase(access)),
    'statusPage.publish': publishStatus(statusPages),
    'x.post': postToX(resolve),
    'mail.users': mailUsers(mail),
  };
  return { ...single, bundle: bundle((part) => single[part.action] as Action<SingleMitigation>) };
}

/** The action of a mitigation; the table's type pairs them, which the compiler cannot follow through an index. */
export function actionOf<M extends Mitigation>(table: Actions, mitigation: M): Action<M> {
  return table[mitigation.action] as Action<M>;
}
