/** A line of the documents that harms more than it says, as far as a real server can show it. */
export interface HazardRow {
  /** Empty: the line above. */
  line: string;
  document: string;
  danger: string;
  answer: string;
  /** File below test/ and, of each test that shows it, what its name holds. */
  shown: Readonly<Record<string, readonly string[]>>;
}

export const hazards: readonly HazardRow[] = [
  {
    line: "pg_terminate_backend(pid) … WHERE query_start < now() - interval '10 minutes'",
    document: '002',
    danger: 'no state: also ends idle clients, and everybody in any database, superusers, replication',
    answer:
      'only client sessions of the named database and state, never of a superuser, of replication or of Mayday; the statement itself repeats that',
    shown: {
      'integration/postgres/hazards.test.ts': ['it would hit others, the plan names'],
      'integration/postgres/termination.test.ts': [
        'the statement itself ends none of the untouchable, nor the next owner of a pid',
      ],
      'integration/postgres/work-termination.ts': [
        'a plan for long queries names them only, with since when each runs, and ends them',
      ],
    },
  },
  {
    line: '',
    document: '002',
    danger: 'ends whatever has the pid by then: another session, or another query of it',
    answer: '`pid` and its start, and since when it does what it does; what has moved is left alone and said',
    shown: {
      'integration/postgres/termination.test.ts': [
        'the statement itself ends none of the untouchable, nor the next owner of a pid',
      ],
      'integration/postgres/work-termination.ts': [
        'a new query of the same session is not ended in the place of the old one',
        'a query that ended by itself leaves its session alone',
      ],
      'integration/postgres/apply.test.ts': [
        'a session that wakes up between the look and its turn is spared, and all after it',
      ],
    },
  },
  {
    line: '',
    document: '002',
    danger: 'as many as there are',
    answer: 'at most so many in one plan, and how many are left is said',
    shown: {
      'integration/postgres/termination.test.ts': [
        'a plan takes at most so many, and says how many are left',
      ],
    },
  },
  {
    line: "pg_terminate_backend(pid) … WHERE state = 'idle' AND state_change < current_timestamp - INTERVAL '30 minutes'",
    document: '003',
    danger:
      'idle clients of every database, superusers, workers of Mayday, a standby that is about to connect',
    answer: 'as above',
    shown: {
      'integration/postgres/hazards.test.ts': ['it would hit others, the plan names'],
      'integration/postgres/termination.test.ts': [
        'a plan names idle clients of its database only, oldest first, and the SQL for each',
      ],
    },
  },
  {
    line: 'SELECT … total_time, mean_time FROM pg_stat_statements',
    document: '000, 002',
    danger: 'fails: PostgreSQL 13 renamed the columns; and prints what customers typed',
    answer: 'reads the columns that the extension has; no value of a query is shown',
    shown: {
      'integration/postgres/hazards.test.ts': [
        'total_time and mean_time of pg_stat_statements are gone since PostgreSQL 13',
      ],
      'integration/postgres/work-checks.ts': ['slow statements by pg_stat_statements'],
    },
  },
  {
    line: 'python -c "import psycopg2; print(\'DB OK\')"',
    document: '002',
    danger: 'asks nothing and says OK in any case',
    answer:
      'a real query over a real session, and well only if an ordinary role would find a slot, too; before the end, an answer that a session of the application had',
    shown: {
      'integration/postgres/queries.test.ts': [
        'well when a query of its own was answered of late; ours do not count',
        'who waits for an answer behind a lock is sick',
      ],
      'integration/postgres/hazards.test.ts': [
        'a server that lets clients connect and answers nothing is not well',
      ],
      'integration/postgres/checks.test.ts': [
        'still gets in through one reserved slot and every check answers',
      ],
    },
  },
  {
    line: 'ALTER SYSTEM SET max_connections = 200',
    document: '003',
    danger: 'changes nothing until the database restarts, in the middle of an outage; "temporary" for ever',
    answer:
      'destructive: two people approve number and restart as one plan, which says whom it cuts and what memory it takes. What was written before is offered back at the end. The check says what holds, not what was written; a limit per role works at once',
    shown: {
      'integration/postgres/hazards.test.ts': [
        'ALTER SYSTEM SET max_connections changes nothing until a restart: the check says what holds',
      ],
      'integration/postgres/raise.ts': [
        'approved it is written once, said by a second attempt, in force from the restart on, and taken back',
        'nothing that raises nothing, or too much',
      ],
      'integration/kubernetes/max-connections.test.ts': [
        'approved it is written and restarted once, waited for, and taken back with another restart',
        'tried again while the server is down for our restart, both are done',
      ],
      'integration/postgres/limits.ts': [
        'approved, it holds for new sessions; undone with its inverse, all is as before',
      ],
    },
  },
  {
    line: 'kubectl rollout undo deployment/…',
    document: 'all',
    danger: 'without a recent deploy it flips to an old version; twice, it flips forward again',
    answer:
      'only where the newest revision is recent, to a revision by its name; one that came back is never rolled back',
    shown: {
      'integration/kubernetes/rollback.test.ts': [
        'asked for twice, it is refused: once more would lead forward',
        'tried again after its answer was lost, it does not flip forward',
        'an old revision is not to blame',
      ],
    },
  },
  {
    line: 'kubectl scale … --replicas=5',
    document: '000–004',
    danger: 'scales down where more run already; an autoscaler takes it back',
    answer: 'never fewer than run now; the bounds of the autoscaler are changed along, or it is refused',
    shown: {
      'integration/kubernetes/scale.test.ts': ['it never scales down, unless that is what is meant'],
      'integration/kubernetes/scale-autoscaled.test.ts': [
        'within its bounds its least is raised along',
        'above its bounds it is refused, with what to do',
      ],
    },
  },
  {
    line: 'kubectl scale … --replicas=1',
    document: '002',
    danger: 'cuts capacity in a spike of errors, and nobody raises it again',
    answer: 'disruptive; the number of before, and the bounds of the autoscaler, are offered back at the end',
    shown: {
      'integration/kubernetes/scale-autoscaled.test.ts': [
        'fewer for a while: its most is lowered along, and raised again',
      ],
    },
  },
  {
    line: "kubectl patch deployment … '{… limits …}'",
    document: '001–003',
    danger: 'lowers the limit where it is higher; restarts a data store; waits for ever for a volume',
    answer:
      'limits only rise; the plan says whose pods are replaced and how; a volume for one pod is refused',
    shown: {
      'integration/kubernetes/set-resources.test.ts': [
        'it only raises, and never below what is requested',
        'of a data store it says so, and that a volume may keep new pods waiting',
      ],
    },
  },
  {
    line: 'kubectl rollout restart deployment -n …',
    document: '001',
    danger: 'restarts Redis, and Mayday itself, with all that lives there',
    answer: 'lists what it hits; data stores and Mayday are left out and named',
    shown: {
      'integration/kubernetes/restart.test.ts': ['of a namespace all deployments but data stores'],
      'integration/kubernetes/own-workloads.test.ts': ['left out of a restart of its namespace'],
    },
  },
  {
    line: "kubectl patch service … '{… selector: health=ready}'",
    document: '001',
    danger: 'nothing answers any more, if no pod has the label',
    answer: 'refused unless a ready pod has all labels; counted again when it is applied',
    shown: {
      'integration/kubernetes/selector.test.ts': [
        'it is refused where no ready pod has the labels, also if they are gone by the time it is applied',
        'a pod that is labelled, but not ready, does not count',
      ],
    },
  },
  {
    line: 'kubectl patch configmap …',
    document: '001, 002',
    danger: 'changes nothing: pods read it when they start',
    answer: 'its readers are restarted with it, or the plan says that nothing restarts',
    shown: {
      'integration/kubernetes/config-map.test.ts': [
        'that its readers restart, and the way back',
        'set already by hand, but not read yet: only the restart is left',
      ],
    },
  },
  {
    line: 'kubectl edit configmap ingress-nginx-controller … limit-rps',
    document: '003',
    danger: 'does nothing there, and the restart that follows hits the ingress that all share',
    answer: "the annotation of the system's own Ingress; the shared restart is refused",
    shown: {
      'integration/kubernetes/annotate-ingress.test.ts': ['approved it is done once, and taken back to none'],
    },
  },
  {
    line: 'kubectl delete certificate …',
    document: '003',
    danger: 'one that no Ingress owns is not made again: from then on nothing renews it',
    answer: 'renewed through its `Issuing` condition; nothing is deleted',
    shown: {
      'integration/kubernetes/renew-certificate.test.ts': [
        'approved, it is issued anew, once, and nothing is deleted',
      ],
    },
  },
  {
    line: 'kubectl apply -f …/security-updates.yaml',
    document: '001',
    danger: 'whatever the file says by then: rights, secrets, other namespaces, fields that others keep',
    answer:
      'only files below one folder, eight kinds and the own namespace; the plan is the difference that the server itself tells',
    shown: {
      'integration/kubernetes/apply-manifest.test.ts': [
        'a plan shows what would change, field by field and without secrets',
        'another file, or another difference, by the time it is applied is refused',
        'a field that somebody else keeps is theirs',
      ],
    },
  },
  {
    line: 'redis-cli FLUSHALL',
    document: '001',
    danger: 'empties every database of the server, sessions and queues as well; at once, for everybody',
    answer:
      'destructive, and only where the file says `cacheOnly: true`. The one database of the URL, never FLUSHALL; the plan counts its keys and those that never expire',
    shown: {
      'integration/redis/flush.test.ts': [
        'approved by two it empties the one database of the URL, once, and leaves every other alone',
        'what nobody calls a cache is never emptied, and what to write is said',
        'a plan shows what would go, and that nothing brings it back; it changes nothing',
        'another database than the one of the plan is never emptied',
      ],
    },
  },
  {
    line: '',
    document: '000, 001',
    danger:
      'tried again after a lost answer, it empties what has been filled since; after a failover, another server',
    answer: 'a mark left in the same step is found; a server that restarted, and a replica, are refused',
    shown: {
      'integration/redis/flush.test.ts': [
        'killed after it emptied it, the next attempt finds its mark and leaves what was written since',
        'restarted in between, it is not emptied under that plan',
        'a replica is not emptied',
        'refuses a MULTI, and is emptied all the same, marker included',
      ],
    },
  },
  {
    line: 'find /var/log -name "*.gz" -mtime +30 -delete',
    document: '003',
    danger: 'a root that is wider than meant, links and mounts that lead out of it, files that came since',
    answer:
      "only below the roots of the file, none that is too wide, a link or Mayday's own; the list is fixed in the plan, and each file is deleted only while it is that very one",
    shown: {
      'integration/hosts/delete-old-files.test.ts': [
        'nothing is deleted below the whole machine, a home, its own parts, a link, or what Mayday keeps',
        'links are not followed, other file systems not entered, and what is no ordinary file is left',
        'a folder that became a link since leads nowhere else: what is behind it stays',
        'a file that came since is not in the plan, however old it says it is, and stays',
        'once a file of the plan was written or replaced, none is deleted, and the difference is said',
      ],
    },
  },
  {
    line: 'docker system prune -a --volumes -f',
    document: '003',
    danger:
      'deletes volumes with their data, and every image without a container, also those that are needed next',
    answer:
      'refused. Only images without a name and a container, by id, never by force; volumes are never touched',
    shown: {
      'integration/hosts/prune-images.test.ts': [
        'on a full disk those without a name go, once two have approved, and it has room; all others stay',
        'an image that got a name or a container since keeps its plan from being carried out',
      ],
    },
  },
  {
    line: './scripts/backup-database.sh restore /path/to/backup.sql.gz, restore-backup.sh production [BACKUP_ID]',
    document: '000, 001',
    danger:
      'overwrites what is newer; a wrong name, a backup that holds nothing, or a second run on top of a half one',
    answer:
      'only a backup that is in the list, with its age and size; two approvers; a dump of what is there first, without which nothing is restored; at most once',
    shown: {
      'integration/backups/restore.test.ts': [
        'brings lost data back, after a dump of what was left',
        'is not made where the dump fails',
        'whose worker was killed is not made again',
        'of a backup that is not there, holds nothing, or is a link elsewhere is refused',
      ],
    },
  },
  {
    line: 'curl -X POST … api.statuspage.io/v1/pages/PAGE_ID/incidents, curl -X POST … /api/incidents',
    document: '001, 003',
    danger: 'cannot be taken back; sent again after a lost answer, the public is told twice',
    answer:
      'behind an approval that shows the very text; found again by our mark, else told at most once; never of what is restricted',
    shown: {
      'integration/status-page/publish.test.ts': [
        'an answer that was lost is found by its mark: the public is told once',
        'whose answer is lost it is told no second time',
      ],
      'workflows/status-page.test.ts': ['of a security incident nothing is told to the public'],
    },
  },
  {
    line: '"Email: Notify users for P0 incidents", "Twitter: For major incidents"',
    document: '004',
    danger: 'cannot be called back; sent again after a lost answer, people get it twice',
    answer:
      "behind the commander's approval of the very text, with its readers counted; at most once: a lost answer is asked of a person",
    shown: {
      'integration/tellings/tellings.test.ts': [
        'a lost answer is not tried again',
        'recipients are counted and shown before, and none of them sees the others',
      ],
      'workflows/public-updates.test.ts': ['what cannot be called back is for the commander'],
    },
  },
  {
    line: './scripts/security/block-ip.sh [IP_ADDRESS], $(date -d …)',
    document: '001',
    danger:
      'a shell reads what is typed there; an address of this machine, a whole network or an option locks people out',
    answer:
      'no shell: each answer is one word of its kind, an address that of one host elsewhere; times are counted back from the plan',
    shown: {
      'integration/scripts/check.test.ts': ['is given its words as they are: no shell reads them'],
      'integration/scripts/change.test.ts': ['is not planned for an answer that it does not take'],
    },
  },
  {
    line: './scripts/testing/load-test.sh production, e2e-test.sh production',
    document: '001',
    danger: 'load on a system that has just recovered',
    answer: 'disruptive: neither a check nor a step of the verification, only a plan that somebody asks for',
    shown: {
      'integration/scripts/check.test.ts': ['that does more than look is not run as a check'],
      'workflows/scripts.test.ts': ['never by itself one that changes something'],
    },
  },
  {
    line: './scripts/deploy.sh rollback, deploy-kubernetes.sh rollback previous',
    document: '000, 001',
    danger: 'run once more, or after kubectl rollout undo, it goes back another version, or forward again',
    answer:
      'never offered by itself; at most once, and a lost answer is asked of a person; a plan says what its incident has done to the same before',
    shown: {
      'smoke/effects/script-killed.test.ts': ['is not run again: a person says what it did'],
      'integration/scripts/change.test.ts': [
        'tried again after its answer was lost is not run again: a person is asked',
      ],
      'workflows/scripts.test.ts': ['asked for once more, the plan says what was done before'],
    },
  },
  {
    line: `curl -X POST …/auth/login -d '{"username":"test","password":"test"}'`,
    document: '002',
    danger: 'counts as a failed sign-in: it locks out, raises alarms, and proves that strangers are refused',
    answer:
      'a probe user whose name and password are secrets signs in, once for each look; of the answer only its status is told',
    shown: {
      'integration/http/login.test.ts': [
        'well when it is let in; nothing of password, answer or cookie is kept',
        'a wrong password is sick, is asked once, and is not said',
      ],
      'unit/systems/verification.test.ts': ['a password in the file is refused, and not repeated'],
    },
  },
  {
    line: '`psql` with passwords, URLs and tokens',
    document: 'all',
    danger: 'secrets in histories, logs and channels for ever',
    answer: 'the file names them, an activity resolves them, all that leaves it is masked',
    shown: {
      'smoke/canary-story.ts': [
        'are in no history, no log, no output, no answer, no channel, no archive and no database of Temporal',
      ],
      'integration/postgres/checks.test.ts': ['is a finding that says what to do, without the password'],
    },
  },
];
