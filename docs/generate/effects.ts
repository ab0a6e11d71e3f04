/** An effect of Mayday on anything outside a workflow, and what is promised of it. */
export interface EffectRow {
  effect: string;
  /** What makes two attempts the same effect. */
  key: string;
  /** How an attempt sees that one before it got through. */
  seen: string;
  attempts: string;
  guarantee: string;
  /** What follows when it was done and the answer got lost. */
  lost: string;
}

const looks =
  'the next attempt looks and finds it done; after the last, **outcome unknown**: everybody on the ladder is paged, and a person says `done`, `not done` or `again`';

/** Changes to systems: behind an approval, one activity, each attempt judged and looked at anew. */
export const changes: readonly EffectRow[] = [
  {
    effect: 'end a session (`postgres.terminateSessions`)',
    key: 'incident, plan, `pid` and its start',
    seen: 'no session has that pid with that start any more. The statement itself repeats start, state and since when, so the next owner of the pid is spared',
    attempts: '3, within 10 min',
    guarantee: 'seen once',
    lost: looks,
  },
  {
    effect: 'limit the connections of a role, and take it back (`postgres.limitConnections`)',
    key: 'incident, plan, role',
    seen: 'the role has that very number: it is an absolute value. With any other than the plan has seen it refuses',
    attempts: '3, within 10 min',
    guarantee: 'seen once',
    lost: looks,
  },
  {
    effect: 'raise `max_connections` with a restart of the server, and take it back (`postgres.setMaxConnections`)',
    key: 'incident, plan, the setting; of the restart, an annotation of its pod template',
    seen: 'ALTER SYSTEM has written that very number, or the annotation is there, which is written after it: so also while the server is down for it',
    attempts: '3, within 10 min',
    guarantee: 'seen once',
    lost: looks,
  },
  {
    effect: 'restart pods (`kubernetes.restart`)',
    key: 'incident, plan, workload: an annotation of its pod template',
    seen: 'the annotation is there. A write names the version it was made of, so nobody else is overwritten',
    attempts: '3, within 10 min',
    guarantee: 'seen once',
    lost: looks,
  },
  {
    effect: 'scale (`kubernetes.scale`), and take it back',
    key: 'incident, plan, workload',
    seen: 'it is to run that very number of pods, and its autoscaler has those very bounds: absolute values, each written under the version it was made of',
    attempts: '3, within 10 min',
    guarantee: 'seen once',
    lost: looks,
  },
  {
    effect: 'roll back (`kubernetes.rollback`), and take it back',
    key: 'incident, plan, workload',
    seen: 'its pods are made from the revision that the plan names: a named one, never "the one before", so a second attempt does not flip forward',
    attempts: '3, within 10 min',
    guarantee: 'seen once',
    lost: looks,
  },
  {
    effect:
      'patch a config map with the restart of its readers (`kubernetes.patchConfigMap`), and take it back',
    key: 'incident, plan, config map; and each workload',
    seen: 'its keys have those very values; each restart as above. A write names the version it was made of',
    attempts: '3, within 10 min',
    guarantee: 'seen once',
    lost: looks,
  },
  {
    effect: 'change the selector of a service (`kubernetes.patchSelector`), and take it back',
    key: 'incident, plan, service',
    seen: 'the selector has those very values, written under the version it was made of; who would answer is counted again before',
    attempts: '3, within 10 min',
    guarantee: 'seen once',
    lost: looks,
  },
  {
    effect: 'annotate an Ingress (`kubernetes.annotateIngress`), and take it back',
    key: 'incident, plan, ingress',
    seen: 'the annotations have those very values, written under the version it was made of',
    attempts: '3, within 10 min',
    guarantee: 'seen once',
    lost: looks,
  },
  {
    effect: 'set limits (`kubernetes.setResources`), and take them back',
    key: 'incident, plan, workload',
    seen: 'the container has those very limits: absolute values, written under the version they were made of',
    attempts: '3, within 10 min',
    guarantee: 'seen once',
    lost: looks,
  },
  {
    effect: 'give a volume more space (`kubernetes.expandVolume`)',
    key: 'incident, plan, volume claim',
    seen: 'it wants that very size, written under the version it was made of',
    attempts: '3, within 10 min',
    guarantee: 'seen once',
    lost: looks,
  },
  {
    effect: 'end a pod (`kubernetes.restartPod`)',
    key: 'incident, plan, pod and its uid',
    seen: 'no pod has that uid any more. The API server ends no other: it is told the uid',
    attempts: '3, within 10 min',
    guarantee: 'seen once',
    lost: looks,
  },
  {
    effect: 'have a certificate issued again (`certificates.renew`)',
    key: 'incident, plan, certificate and its revision',
    seen: 'it is being issued, or its revision is above the one that the plan has seen, whoever asked for it',
    attempts: '3, within 10 min',
    guarantee: 'seen once',
    lost: looks,
  },
  {
    effect: 'set variables (`kubernetes.setEnvironment`), and take them back',
    key: 'incident, plan, workload',
    seen: 'the container has those very values, written under the version they were made of',
    attempts: '3, within 10 min',
    guarantee: 'seen once',
    lost: looks,
  },
  {
    effect: 'apply a file (`kubernetes.applyManifest`)',
    key: 'incident, plan, object of the file',
    seen: 'the API server says, in a dry run, that the file would change nothing of it. A write names the version that the difference was made of, and takes no field from anybody else',
    attempts: '3, within 10 min',
    guarantee: 'seen once',
    lost: looks,
  },
  {
    effect: 'empty one database of a cache (`redis.flush`)',
    key: 'incident, plan, database: a key `mayday:flushed:…` that lasts a day',
    seen: 'that key is there: the script that empties the database sets it as one step, and only in the run of the server that the plan has seen',
    attempts: '3, within 10 min',
    guarantee: 'seen once; after a restart of the server it refuses',
    lost: looks,
  },
  {
    effect: 'run a script in a Job (`script.run` with `job`)',
    key: 'incident, plan, script: the name of the Job',
    seen: 'a Job of that name is there: it is waited for and read, never made again. One pod, which is not tried again; Kubernetes itself says that a pod may be started twice where a node is lost',
    attempts: '3, within its time-out and 2 min',
    guarantee: 'seen once',
    lost: looks,
  },
  {
    effect: 'run a script as a process of the worker (`script.run`)',
    key: 'none: a process leaves nothing to find',
    seen: 'not at all: a second attempt runs nothing',
    attempts: '1, within its time-out',
    guarantee: 'at most once, then asked',
    lost: '**outcome unknown** at once, also after another exit code than 0, a signal or the time-out: everybody on the ladder is paged, and a person who has looked says `done`, `not done` or `again`',
  },
  {
    effect: 'tell the public on a status page (`statusPage.publish`)',
    key: 'incident, plan: the metadata of the page\'s incident',
    seen: 'an Atlassian page is asked for what bears our mark. A page of the system\'s own cannot be searched',
    attempts: '3, within 10 min; 1 on a page that cannot be searched',
    guarantee: 'seen once on an Atlassian page, else at most once',
    lost: 'found by its mark; elsewhere **outcome unknown** at once: a person looks at the page and says `done`, `not done` or `again`',
  },
  {
    effect: 'a bundle (`bundle`): one plan of several changes',
    key: 'incident, plan, part and its target',
    seen: 'each part as above; a later attempt goes on where the one before it was killed',
    attempts: '3, within 10 min',
    guarantee: 'each part seen once',
    lost: 'as its parts',
  },
];

/** What is said, kept and started; none of it waits for a person. */
export const others: readonly EffectRow[] = [
  {
    effect: 'say a notice in the log channel',
    key: 'incident, entry',
    seen: 'the file is read under a lock that the kernel frees; a torn line counts as not said',
    attempts: 'for 1 h, a page without end',
    guarantee: 'seen once in a file',
    lost: 'the line is found, and nothing is written',
  },
  {
    effect: 'post in Slack',
    key: 'incident, entry: the metadata of the message',
    seen: 'the thread is read first, and the message found by its metadata',
    attempts: 'for 1 h, a page without end',
    guarantee: 'seen once, as soon as Slack shows what it took',
    lost: 'the message is found, and not posted again',
  },
  {
    effect: 'change a message in Slack (headline, buttons)',
    key: 'the message, and as of when',
    seen: 'it shows that state, or a newer one',
    attempts: 'as the notice it belongs to',
    guarantee: 'the newest state stays',
    lost: 'it is written again, the same',
  },
  {
    effect: 'answer a click in Slack, to the clicker only',
    key: 'none',
    seen: 'not at all: only its reader can see it',
    attempts: 'for 1 h',
    guarantee: 'may come twice',
    lost: 'it comes twice',
  },
  {
    effect: 'keep record, history and post-mortem',
    key: 'incident: its folder',
    seen: 'it need not: each file is written whole in the place of the one before',
    attempts: 'for 1 h, then by each sweep',
    guarantee: 'one of each, the last written',
    lost: 'written again, the same',
  },
  {
    effect: 'keep the list of follow-ups, and the invitation to the review',
    key: 'incident: its folder',
    seen: 'it need not: as above',
    attempts: 'for 1 h, then at the next change',
    guarantee: 'one of each, the last written',
    lost: 'written again, the same',
  },
  {
    effect: 'start `postIncident`',
    key: 'workflow id `post-incident:` and the key id',
    seen: 'Temporal refuses a second run of that id, an ended one included; that is success',
    attempts: "Temporal's, within 1 min of the end",
    guarantee: 'at most one',
    lost: 'the run is there',
  },
  {
    effect: 'schedule the sweeper',
    key: 'schedule id `mayday-sweeper`',
    seen: 'the schedule is there, and is brought up to date; a paused one stays paused',
    attempts: '1 at each start of a worker',
    guarantee: 'at most one',
    lost: 'the worker logs that it goes on without, and the schedule is there',
  },
  {
    effect: 'take the lease of a target',
    key: 'workflow id of the target; incident and plan',
    seen: 'the lease knows its holder: asked again for the same plan it answers the same token',
    attempts: 'until it answers',
    guarantee: 'one holder at a time; the token is looked at again before each change',
    lost: 'asked again, the same token',
  },
  {
    effect: 'freeze and thaw',
    key: 'workflow id of the freeze: everything, or one system',
    seen: 'Temporal has one run open for each id',
    attempts: "1; what the person's command does",
    guarantee: 'frozen or not, by the record of the server, with no worker alive',
    lost: 'given again, the command finds it in force',
  },
  {
    effect: 'open an incident, or merge an alert into one (alert hook)',
    key: 'workflow id: system, runbook, group; an alert is its fingerprint and start',
    seen: 'one run is open for each id; an alert that the run has counts as a repeat',
    attempts: '1; the sender hears 503 and sends again',
    guarantee: 'one open incident, each alert on its timeline once',
    lost: 'the sender sends again, and the alerts are repeats',
  },
  {
    effect: 'hand a start over to its right place',
    key: 'workflow id of the place; the id of the note',
    seen: 'as above; a note of that id counts once',
    attempts: 'until it answers',
    guarantee: 'one open incident, one note',
    lost: 'sent again, and nothing is added',
  },
  {
    effect: "a person's message (`approve`, `note`, …)",
    key: 'message id',
    seen: 'the incident remembers the last 1,000 ids with their answers',
    attempts: "1; what the person's tool does",
    guarantee: 'counts once. Without an id (Temporal UI): a decision once for its plan, a note each time',
    lost: 'sent again under its id, the same answer',
  },
];
