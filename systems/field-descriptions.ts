import { severities } from '../workflows/contract/profile.ts';
import { runbooks } from '../workflows/contract/runbooks.ts';

/** What an editor shows of a key of a catalogue file; `*` stands for any name or list item. */
export const fieldDescriptions: Readonly<Record<string, string>> = {
  system: 'The id: the name of this file without .yaml.',
  title: 'What people call it.',
  document: 'The runbook document that this file follows.',
  pool: 'Checks and changes run on the workers of this pool (task queue mayday-<pool>). Without it: main.',
  mode: 'shadow: Mayday watches real incidents of the system and records what it would have done; nobody is asked, nothing is changed. Without it: live.',
  calendar: 'When people of the system work; business time in a target counts by it.',
  'calendar.zone': 'An IANA time zone: Europe/Berlin. Without it: UTC.',
  'calendar.holidays.dates': 'Free days: 2026-12-24, or 12-24 for every year.',
  severities: 'P0 is the worst.',
  ...ofSeverities({
    label: 'Your own word for it, which people are shown and may type.',
    examples: 'What such an incident looks like.',
    response: 'Somebody has acknowledged by then.',
    resolution: 'The promise to users; leave it out where there is none.',
    approval: 'How long a plan waits for a decision; silence is never a yes.',
    reach: 'page wakes people, notify does not.',
    updates: 'How often everybody hears how it goes.',
    ladder: 'Who is reached at this severity, in place of the ladder of the whole file.',
    public: 'Whether the status page tells users.',
    mail: 'Who gets mail about it.',
  }),
  people: 'Who there is, by name.',
  'people.*.publicKey':
    'What the signed decisions of this person are checked with; a list while one key replaces another.',
  'people.*.publicKey.*.until':
    'The last day, in UTC, on which this key counts: for the old one of two, so that a new one can be known before it is used.',
  'people.*.slack': 'Whose clicks in Slack are theirs: the ids of the member and of the workspace.',
  'people.*.slack.user': 'Slack: the profile of the member, "Copy member ID".',
  'people.*.slack.team':
    'Slack: in the address of the workspace opened in a browser, the part after /client/.',
  'people.*.handle': 'How they are called in chat, e.g. "@oncall".',
  'people.*.backup': 'A name under "people": who stands in for them.',
  'people.*.placeholder':
    'What the document has in place of a name. Nobody is paged for a placeholder: the commander stands in.',
  roles: 'What people are here for: role → names under "people".',
  commander: 'The role that leads an incident, and stands in where nobody holds another one.',
  stakeholders: 'The role that is told how it goes, and decides nothing.',
  onCall: 'Where it stands who is on call.',
  'onCall.source': 'catalogue: the people of the role in this file. pagerduty: the schedules there.',
  'onCall.schedules':
    'By role: the PagerDuty schedule that says who is on call, e.g. PABC123. Where PagerDuty cannot be asked, the rotation of this file counts.',
  externalContacts: 'Who to call outside of the company, by what they do.',
  channels: 'Where people are told.',
  'channels.incidents':
    'The Slack channel of incidents, by its name or id; the app has to be in it. Absent = MAYDAY_SLACK_CHANNEL of the worker.',
  'channels.alerts': 'The chat channel in which monitoring speaks.',
  'channels.perIncident':
    'Whether each incident gets a Slack channel of its own; a private one where its runbook is restricted.',
  'channels.teams.url':
    'The address of a workflow in Microsoft Teams that posts the card it is sent; whoever has it can post there.',
  'channels.webhooks': 'Programs that are told over HTTP, signed; see docs/channels.md.',
  'channels.webhooks.*.secret': 'With it the receiver can tell that a message is from Mayday, and unchanged.',
  'channels.webhooks.*.about': 'What it wants to hear about. Without it: all that happens.',
  'channels.tickets': 'Where each incident gets a ticket. Without it: nowhere.',
  'channels.tickets.repository':
    'At GitHub: owner/name, or the address of a repository at a GitHub of your own.',
  'channels.tickets.bearer': 'A token that may write issues there.',
  'channels.tickets.label': 'The label of its issues. Without it: incident.',
  'channels.tickets.folder': 'A folder in that of the archive; a file of Markdown an incident.',
  'channels.stakeholders':
    'Where those are told whom an incident concerns and who do not work on it, in plain words.',
  'channels.stakeholders.slack': 'A Slack channel, by its name or id; the app has to be in it.',
  'channels.stakeholders.mail': 'Mail addresses, or roles.',
  'channels.stakeholders.severities': 'Of which incidents. Without it: P0 and P1.',
  'channels.pagerDuty': 'The service of PagerDuty that wakes people; see docs/paging.md.',
  'channels.pagerDuty.routingKey': 'The integration key of its "Events API V2".',
  'channels.pagerDuty.url': "Of the Events API, where it is not https://events.pagerduty.com: the EU's.",
  'channels.mail': 'Who gets mail of incidents; see docs/paging.md.',
  'channels.mail.to': 'Addresses, and roles whose people have an email.',
  'channels.mail.severities':
    'Of which incidents. Without it: of the severities with mail: [team], else of P0 and P1.',
  'channels.email': 'The mail address of incidents; gets mail of them where the file has no mail of its own.',
  'channels.hotline': 'The number that people call.',
  'channels.social': 'The account that speaks to everybody; nothing is posted without an approval.',
  ladder: 'Who is reached, and when.',
  'onCall.rotations': 'By role: people who take turns; without it a role is held by all of its people.',
  'onCall.rotations.*.every': 'How long a turn takes: whole days or weeks.',
  'onCall.rotations.*.from': 'When the first turn began, in the zone of the calendar: 2026-11-02 09:00.',
  'onCall.standIns': 'Somebody takes a part of a turn, or of several.',
  'ladder.response':
    'Roles that are reached when nobody acknowledges: the first at once, then the next each time the response target passes.',
  'ladder.resolution':
    'Roles that are reached while it is not resolved, acknowledged or not. Also reached early when nobody decides on a plan.',
  'ladder.resolution.*.role': 'A name under "roles".',
  'ladder.resolution.*.after': 'Since the opening. Without it: at the resolution target.',
  policy:
    'Whose yes a change takes, and how many. It may always ask for more than Mayday does, never for less.',
  'policy.approvers':
    'Roles whose approval counts; or such lists by risk. Without it, and for a risk without a list: those of the ladder.',
  'policy.approvals':
    'How many different approvers a change takes, by its risk; each for all severities or by severity. none = it runs by itself.',
  'policy.approvals.reversible': 'none, one or two. Without it: one.',
  'policy.approvals.disruptive': 'one or two. Without it: one.',
  'policy.approvals.destructive': 'two, always.',
  'policy.singleResponder':
    'true: one responder is alone on shift, and may approve a disruptive change that they proposed themselves. Without it: false.',
  'policy.breakGlass':
    'Whether in need one verified approver may go alone where somebody else should approve, with a reason; all are paged and it is reviewed. Without it: true.',
  'policy.unverifiedUpTo':
    'The greatest risk that may be approved without a signature. Without it: observe, so nothing.',
  'policy.budgets':
    'How much is changed at most, whoever approves it. What is taken back counts, and is never refused.',
  'policy.budgets.changesPerHour': 'Changes of one target within an hour, over all incidents. Without it: 6.',
  'policy.budgets.sessionsPerIncident': 'Database sessions that one incident may end. Without it: 500.',
  'policy.ceilings':
    'The most that is given to anything of a cluster, by this file or by what people answer, whoever approves it.',
  'policy.ceilings.replicas': 'Pods of one workload. Without it: 20.',
  'policy.ceilings.memory': 'Memory limit of a container. Without it: 8Gi.',
  'policy.ceilings.cpu': 'CPU limit of a container. Without it: 4.',
  'policy.ceilings.storage': 'Size of a volume. Without it: 500Gi.',
  'policy.ceilings.connections': 'max_connections of a PostgreSQL. Without it: 500.',
  targets: 'What is looked at and what is changed, by name.',
  'targets.*.database': 'Sessions of other databases are left alone.',
  'targets.*.runsOn': 'A name under "targets" of kind deployment or statefulSet: the workload it runs on.',
  'targets.*.brokers':
    'host:port of brokers, as the workers reach them; or a setting that holds several, with commas between them.',
  'targets.*.tls': 'The brokers take TLS. {} trusts the authorities that Node.js trusts.',
  'targets.*.tls.authority': 'The name of a setting with the certificates to trust: PEM, or its path.',
  'targets.*.tls.clientCertificate':
    'The name of a setting with the certificate that signs us in: PEM, or its path.',
  'targets.*.tls.clientKey': 'The name of a secret with the key of that certificate: PEM, or its path.',
  'targets.*.sasl': 'Who signs in to the brokers, and how.',
  'targets.*.sasl.password': 'The name of a secret.',
  'targets.*.user': 'The role that the document signs in as.',
  'targets.*.bearer': 'The name of a secret, which is sent as "Authorization: Bearer …".',
  'targets.*.page':
    'The id of a page of Atlassian Statuspage. Without it the page is one of your own, and the URL that of its incidents.',
  'targets.*.index': 'Names of indices, with *: fluentbit-*.',
  'targets.*.apiKey': 'The name of a secret, which is sent as "Authorization: ApiKey …".',
  'targets.*.errorsAbove': 'Sick with more error lines within thresholds.recentErrors. Without it: with any.',
  'targets.*.organization':
    'The slug of the organization in Sentry; without it and a project, the end of the URL: https://sentry.io/organization/project.',
  'targets.*.project': 'The slug of the project in Sentry.',
  'targets.*.environment': 'Only issues of this environment. Without it: of all.',
  'targets.*.cluster':
    'A name under "targets" of kind cluster: where it runs. Without it, in the cluster that the worker reaches by itself.',
  'targets.*.kubeconfig':
    'The name of a setting with the text of a kubeconfig, or its path; or url and credentials instead.',
  'targets.*.context': 'The context of the kubeconfig. Without it, its current one.',
  'targets.*.authority': 'The name of a setting with the certificates to trust, PEM.',
  'targets.*.clientCertificate': 'The name of a setting with the certificate that signs us in, PEM.',
  'targets.*.clientKey': 'The name of a secret with the key of that certificate, PEM.',
  'targets.*.asks': 'What a good answer tells.',
  'targets.*.cacheOnly': 'true: all that it holds can be made again, so it may be emptied.',
  'targets.*.containers':
    'The containers of its pods. Of a host: the path of the socket of its Docker or Podman.',
  'targets.*.pool': 'Of a host: the pool of the worker on it, which alone looks at its files.',
  'targets.*.labels': 'The labels of its pods.',
  'targets.*.dataStore': 'true: it holds data, so a restart of it is destructive.',
  'targets.*.series':
    'What a page counts that is to be told: names of series, or the ends of paths through JSON. Without it: the first ones.',
  'targets.*.requests': "How it counts the requests to the system's services.",
  'targets.*.requests.counter': 'The name of the counter of requests. Without it: http_requests_total.',
  'targets.*.requests.status': 'Its label with the status of the answer. Without it: status.',
  'targets.*.requests.duration':
    'The name of the histogram of answer times in seconds, without _bucket. Without it: http_request_duration_seconds.',
  'targets.*.requests.by':
    'The label that tells services apart; its values should be names of workloads. Without it: job.',
  'targets.*.requests.labels':
    "The labels that the system's own series have. Without it: all series are its own.",
  'targets.*.requests.window': 'Over how long a rate is taken, four scrapes at least. Without it: 5m.',
  'targets.*.alerts': "The labels of the system's own alerts. Without it: those of its routes.",
  'targets.*.metrics': 'What its pods serve themselves in the text format of Prometheus.',
  'targets.*.metrics.port': 'The port of the pod, reached through the API server.',
  'targets.*.metrics.path': 'Without it: /metrics.',
  'targets.*.metrics.series': 'The names of the series that tell something: http_requests_total.',
  inPod: 'Programs that look around in pods, by name; they run as checks, so without an approval.',
  'inPod.*.target': 'A name under "targets" of kind deployment or statefulSet; one of its pods is looked at.',
  'inPod.*.container': 'Without it: the first of the target, else the main one of the pod.',
  'inPod.*.command':
    'The program and its arguments, one by one: [ps, aux, --sort=-%mem]. No shell reads them.',
  'routes.*.heartbeat':
    'Its alerts always fire, to show that monitoring works: they open nothing, and the runbook is for when they come no more.',
  'routes.*.heartbeat.every':
    'Within which time they come again, as the repeat_interval of the sender says: from 2s to 1d. After one and a half times that, somebody is paged.',
  alertmanager: 'The Alertmanager whose alerts the incidents of the system are about.',
  'alertmanager.url': 'Its address, with its path prefix: http://alertmanager:9093.',
  'alertmanager.bearer': 'The name of a secret, which is sent as "Authorization: Bearer …".',
  'alertmanager.silence':
    'true: from the first approved change on, as long as somebody is at work, it is asked not to repeat the alerts of the incident; Mayday asks it itself meanwhile. Without it: nothing is silenced.',
  repository: 'Where the commits of the system are, to see what was changed before the trouble.',
  'repository.url':
    'https://github.com/owner/name, or file:///folder of a clone on the host of the workers, or a setting with either.',
  'repository.bearer': 'The name of a secret: a token that may read contents.',
  'repository.branch': 'Without it: the default one; of a clone, what is checked out.',
  'repository.since': 'How far back commits may have to do with the trouble. Without it: 2h.',
  'repository.atLeast': 'How many of the newest are shown at least. Without it: 10.',
  dependencies:
    'What the system needs outside: each has a title, and one of url, statusPage and name. A runbook for errors asks them all at once.',
  'dependencies.*.title': 'What people call it.',
  'dependencies.*.url': 'It is up when this answers 2xx.',
  'dependencies.*.expects': 'The status of a well answer, where that is no 2xx: 401, say.',
  'dependencies.*.statusPage':
    'A page of Atlassian Statuspage: its /api/v2/summary.json is read. Any other page is shown to people.',
  'dependencies.*.components': 'The parts of the page that matter. Without it: all of them.',
  'dependencies.*.name': 'A name that must be found in DNS.',
  'dependencies.*.slowAfter': 'An answer that takes longer is slow. Without it: 2s.',
  thresholds: 'What counts as good, by metric; shares are percent.',
  ...ofThresholds({
    below: 'Good as long as it is less.',
    above: 'Good as long as it is more.',
    sickAbove: 'Sick when it is more.',
    for: 'For how long, before it counts.',
  }),
  'thresholds.errorSeverities': 'Above how many percent of failed requests an incident is of a severity.',
  'thresholds.latencyP95': 'The 95th percentile of the response times.',
  'thresholds.latencyFactor': 'How many times the usual response time.',
  'thresholds.usersAffected': 'Percent of all users.',
  'thresholds.slowQuery': 'A statement that takes longer on average is slow.',
  'thresholds.longQuery': 'A query that has been running for longer is long-running.',
  'thresholds.idleSession': 'A session idle for longer holds its connection for nothing.',
  'thresholds.recentDeploy': 'A deployment younger than this may be to blame.',
  'thresholds.recentErrors': 'How far back errors are looked for.',
  'thresholds.certificateExpiry': 'How long before its end a certificate counts as ending.',
  scripts: 'Scripts of your own, by name.',
  scriptsRun: 'Where scripts run: in a folder of the worker, or as Jobs.',
  'scriptsRun.folder': 'Where the worker has them; each runs in it.',
  'scriptsRun.environment': 'All the variables that they get beside PATH, HOME, TMPDIR, LANG and TZ.',
  'scriptsRun.job.target': 'A name under "targets" of kind namespace.',
  'scriptsRun.job.image': 'The image that holds them; name it by its digest, since a tag may move.',
  'scriptsRun.job.folder': 'Where they run in the image.',
  'scriptsRun.job.environment': 'No secrets: they would stand in the Job.',
  'scriptsRun.job.secrets': 'Names of Secrets of that namespace whose keys become variables.',
  'scripts.*.run': 'The path of the script, without arguments.',
  'scripts.*.arguments':
    'In the order in which it takes them. "[NAME]" stands for an answer, { ago: 1h, format: "%F" } for a time (UTC).',
  'scripts.*.rehearse': 'What is added for a dry run; without it there is none.',
  'scripts.*.timeout': 'After that it is ended, with all that it started.',
  'scripts.*.in': 'Where this one runs, if elsewhere.',
  'scripts.*.modes': 'What is added for each way of calling it, e.g. rollback: "rollback previous".',
  'scripts.*.asks': 'What a person is asked for each placeholder of the arguments.',
  'scripts.*.risk': 'How bad it may be. observe: it only looks.',
  mitigations: 'What may be offered to help; nothing here runs without an approval.',
  'mitigations.*.target': 'A name under "targets".',
  'mitigations.*.risk': 'How bad it may be; the greater, the stronger the approval it takes.',
  'mitigations.*.improves':
    'What must be read for it to count as having helped, once its pods are ready. Mayday reads connectionsUsed of a database, podsReady, memoryUsed and cpuUsed of workloads, and diskUsed of hosts; of others the health check has the word.',
  'mitigations.*.action': 'What it does. What Mayday cannot do itself yet, people are shown as "byHand".',
  'mitigations.*.calledForBy':
    'dependencies: it is offered when something under "dependencies" is in trouble, as a circuit breaker is. Without it: by the state of its target.',
  'mitigations.*.of':
    'Of a bundle: names under "mitigations", the same action on different things, in the order in which they are done.',
  'mitigations.*.byHand': 'The commands with which a person does it.',
  'mitigations.*.verify':
    'What is asked once it has helped, before the verification of the file; sick = it is not well yet. Steps as there.',
  'mitigations.*.temporary': 'true: what was before is offered again when the incident ends.',
  'mitigations.*.asks': 'What a person is asked before there is a plan.',
  'mitigations.*.targets': 'Names under "targets".',
  'mitigations.*.script': 'A name under "scripts".',
  'mitigations.*.changes': 'Targets that the script changes: no other incident changes them meanwhile.',
  'mitigations.*.pattern': 'Which names: * is any text, ? any character.',
  'mitigations.*.olderThan': 'Since it was last written; at least a day.',
  'mitigations.*.restarts': 'What has to be restarted for it to count: names under "targets".',
  'mitigations.*.ifNewerThan': 'Only where the newest revision is younger. Without it: 60m.',
  'mitigations.*.sessions': 'Which sessions may be ended.',
  'mitigations.*.sessions.atMost': 'In one plan.',
  'mitigations.*.backups':
    'Where it stands which backups there are: a script that only looks and prints a line for each, "ID TIME BYTES", or a folder of the worker.',
  'mitigations.*.backups.pattern': 'Names of the files that are backups; "*" is any text.',
  'mitigations.*.backups.as': 'What the script is given of a file: path or name. Without it: path.',
  'mitigations.*.dump': 'The script that dumps what is there first; unless it succeeds, nothing is restored.',
  'mitigations.*.heading': 'What the incident is called on the status page.',
  'mitigations.*.status': 'How far the public is told it is.',
  'mitigations.*.message': 'What the public is told; without it a person is asked ("asks").',
  'mitigations.*.impact': 'On a page of Atlassian.',
  'mitigations.*.components': 'How each part of a page of Atlassian is, by its id.',
  'mitigations.*.roots':
    'The only folders in which files are deleted; links are not followed, other file systems not entered.',
  'verification.steps':
    'What else must be well, asked in order after what helped and again before the end; endpoints of "health" at each look between.',
  'verification.steps.*.requests': 'How often in a row; without it: 10.',
  'verification.steps.*.p95Below':
    'The 95th percentile must be below it. Without it: thresholds.latencyP95, else only success counts.',
  'verification.steps.*.errorsInLogs': 'A workload; error lines of its pods count.',
  'verification.steps.*.since': 'How far back, and no further than the last change; without it: 5m.',
  'verification.steps.*.atMost': 'More of them are sick; without it: 0.',
  'verification.steps.*.queries':
    'A database; a session of an application must have had an answer from it, ours do not count.',
  'verification.steps.*.application': 'Its application_name.',
  'verification.steps.*.user': 'Its role.',
  'verification.steps.*.within': 'How long ago the answer may be; without it: 1m.',
  'verification.steps.*.errorRate': 'A Prometheus: its error ratio, before the end only.',
  'verification.steps.*.pods': 'A workload or a namespace whose pods must run.',
  'verification.steps.*.shows': 'Only a person sees it: told, and never asked.',
  'targets.*.login': 'How a probe user signs in there: JSON is posted, nothing of the answer is kept.',
  'targets.*.login.probeUser': 'A user made for this, who may see and change nothing.',
  'targets.*.login.fields':
    'What user and password are called in the JSON; without it: [username, password].',
  'targets.*.login.token': 'A field that the answer must have; without it, success is enough.',
  runbooks: 'Which procedures there are; an alert that leads to none becomes a generalIncident.',
  ...ofRunbooks({
    symptoms: 'What people see.',
    severity: 'Of a start that names none. Without it: P1.',
    ladder: 'Who is reached: "response" in place of that of the severity, "resolution" before it.',
    byHand: 'The commands with which a person looks.',
    look: 'What a person looks at where there is no command for it, in words.',
    health: 'Names under "targets" of kind http: endpoints whose health it asks beside that of the system.',
    inPod: 'Names under "inPod": what is run in pods to look around.',
    scripts: 'What it runs to look around: names under "scripts", of risk observe.',
    metrics: 'Names under "targets" of kind http: pages that are asked what they count.',
    podMetrics: 'Names under "targets" with "metrics": whose pods are asked what they count.',
    mitigations: 'Names under "mitigations", offered in this order.',
  }),
  'runbooks.securityIncident.restricted':
    'The channels hear that something happened, and no more. Without it: true for this runbook, false for the others.',
  ...under('runbooks', ['cacheIssues', 'cacheRecovery'], {
    cache: 'A name under "targets" of kind redis. Without it people look at the cache themselves.',
    memoryWarnAt:
      'Percent of its maxmemory; from there on a Redis that throws nothing out is called sick. Without it: 90.',
    clientsWarnAt: 'Percent of its maxclients; from there on it is called sick. Without it: 90.',
    hitRateBelow:
      'Percent of the lookups that find something; anything below is called sick. Without it: 50.',
    neverExpireAbove:
      'Percent of the keys of a cache that have no time to live; anything above is called sick. Without it: 50.',
    slowAfterMs: 'A PING, or a command, that takes more milliseconds is slow. Without it: 100.',
    recent: 'How far back slow commands count. Without it: 1h.',
  }),
  'runbooks.messageBrokerIssues.broker':
    'A name under "targets" of kind kafka. Without it people look at the broker themselves.',
  'runbooks.messageBrokerIssues.lagAbove':
    'Messages of one topic that wait for one group; more is called sick. Without it: 1000.',
  'runbooks.messageBrokerIssues.consumers':
    'Which workload consumes for which group: group → a name under "targets". A group that nobody consumes for, or that falls behind, calls for its restart.',
  'runbooks.databaseIssues.database': 'A name under "targets" of kind postgres.',
  'runbooks.databaseRecovery.database':
    'A name under "targets" of kind postgres. Without it people look at the database themselves.',
  'runbooks.databaseIssues.connectionsWarnAt':
    'Percent of the usable connections; anything above is called sick.',
  'runbooks.databaseIssues.idleAfter': 'A session idle for longer holds its connection for nothing.',
  'runbooks.databaseIssues.idleInTransactionAfter':
    'A transaction in which nothing has happened for longer holds its locks for nothing.',
  'runbooks.databaseIssues.longQueryAfter': 'A query that has been running for longer is long-running.',
  'runbooks.databaseIssues.slowQueryAfter': 'A statement that takes longer on average is slow.',
  'runbooks.databaseIssues.alsoAsk':
    'What it asks the database beside connections, sessions, queries and locks. sizes: how large databases and tables are; pools: who holds its connections; integrity: indexes, foreign keys, checksums.',
  'runbooks.databaseIssues.sizeWarnAt':
    'From this size on the database is called sick: 50Gi. Without it, its size is said.',
  'runbooks.databaseIssues.pools':
    'The connection pools of applications: a client that uses all of its own is called sick. Without them, who holds connections is said.',
  'runbooks.databaseIssues.pools.*.application': 'The application_name of its sessions.',
  'runbooks.databaseIssues.pools.*.user': 'The role it logs in with.',
  'runbooks.databaseIssues.pools.*.size': 'Connections that one client address, so one pod, may hold.',
  'verification.health': 'A name under "targets" of kind http: well = answers of 2xx in a row.',
  stability: 'How long it must stay well before the incident is resolved.',
  phases: 'What responders go through, with its times since the opening.',
  followUps: 'What is left to do after the end.',
  'followUps.*.from': 'Since the end.',
  'followUps.*.within': 'Since the end. Without it: a month.',
  'followUps.*.review': 'Which of the items is the review meeting; an invitation is made for it.',
  messages:
    'How messages are worded: a heading, lines and a footer, each a Liquid template. Channels say them below the headline.',
  publicUpdates: 'The status page is told of each incident of a public severity, phase by phase.',
  'publicUpdates.target': 'A name under "targets" of kind statusPage.',
  'publicUpdates.heading': 'What an incident is called on the page; a template.',
  'publicUpdates.impact': 'How bad it is, by severity; only pages of Atlassian have it.',
  'publicUpdates.components':
    'How each component of the page is, by its id there and by severity; operational at the end.',
  'publicUpdates.texts': 'What is told when; Liquid templates. Without one: words of Mayday.',
  'policy.publicUpdates':
    'ask: the commander says yes to each text; auto: texts of the file are told at once. Without it: ask.',
  postMortem:
    'The sections of a post-mortem, and what belongs in each. Mayday fills what it knows by these words; without sections it has a form of its own.',
  statusWords: 'Your own words for what an incident is up to.',
  links: 'Where to look, by title.',
  routes: 'Which alerts lead here; the first route that matches wins.',
  'routes.*.match': 'Labels that must all be equal.',
  'routes.*.matchers':
    'What labels must be, as Alertmanager writes it: =, !=, =~ and !~; a label that is missing is empty, a regular expression takes the whole value.',
  'routes.*.severity':
    "Of every alert, or by the values of a label. Without it: the label severity, if it is one of the system's, else that of the runbook.",
  'routes.*.severity.label': 'Without it: severity.',
  'routes.*.severity.map':
    'What its values mean: { critical: P0, page: P1 }. Any other counts as if nothing stood here.',
  'routes.*.groupBy':
    "Labels whose values make an incident: [service, region] gives one for each. Without it: the sender's group.",
  maintenance:
    'Planned ahead, in the zone of the calendar: alerts that fire meanwhile are held, and judged again at the end.',
  'maintenance.*.from': 'Local time: 2026-12-01 22:00.',
  'maintenance.*.until': 'Local time. An edit counts for what is held already, within a minute.',
  'maintenance.*.reason': 'What people are told.',
  'maintenance.*.matchers': 'Only alerts that fit all of them are held. Without it: all of the system.',
  explains:
    'Which trouble is only what another one looks like: alerts of the explained runbooks are evidence of an open incident of the explaining one, and open none of their own.',
  'explains.*.runbook': 'The runbook whose incident explains others.',
  'explains.*.explains': 'The runbooks whose alerts it explains.',
  'explains.*.within': 'How far apart the two may begin, at most 1h. Without it: 15m.',
  'routes.*.catchAll': 'Takes what matches nowhere; one over all files.',
  hooks:
    'Senders of JSON that Mayday does not know, by name: they post to /hooks/generic/NAME of the gateway.',
  'hooks.*.secret':
    'What the sender signs with (HMAC-SHA256, in hex). The gateway resolves it; NEW,OLD while one replaces the other.',
  'hooks.*.signature': 'Where the signature stands.',
  'hooks.*.signature.prefix': 'What stands before its digits: "sha256=".',
  'hooks.*.signature.timestampHeader':
    'The header of the time in seconds, where "time:body" is signed; it may be 5 minutes old.',
  'hooks.*.bearer': 'The token of a sender that cannot sign.',
  'hooks.*.alerts': 'Where the list of alerts is. Without it the body is one alert.',
  'hooks.*.fields':
    'Where an alert has what: a JSON pointer (/alert/title), or a text that is the same for all.',
  'hooks.*.fields.status':
    'Where "firing" or "resolved" stands, or { at, firing, resolved } with your own words. Without it: firing.',
  'hooks.*.fields.startsAt':
    'An RFC 3339 time, or seconds or milliseconds since 1970. Without it: when it comes.',
  'hooks.*.fields.fingerprint': 'What makes two messages the same alert. Without it: name and labels.',
  'hooks.*.fields.group': 'What makes alerts one incident. Without it: the fingerprint.',
  'hooks.*.fields.labels':
    'What routes look at, beside alertname (the name) and sender (the name of the hook).',
};

function ofThresholds(fields: Record<string, string>): Record<string, string> {
  const shares = [
    'errorRate',
    'availability',
    'connectionsUsed',
    'cpuUsed',
    'cpuThrottled',
    'memoryUsed',
    'diskUsed',
    'usersAffected',
  ];
  return under('thresholds', shares, fields);
}

function ofRunbooks(fields: Record<string, string>): Record<string, string> {
  return under('runbooks', Object.keys(runbooks), fields);
}

function ofSeverities(fields: Record<string, string>): Record<string, string> {
  return under('severities', severities, fields);
}

function under(section: string, names: readonly string[], fields: Record<string, string>) {
  return Object.fromEntries(
    names.flatMap((name) =>
      Object.entries(fields).map(([field, says]) => [`${section}.${name}.${field}`, says]),
    ),
  );
}
