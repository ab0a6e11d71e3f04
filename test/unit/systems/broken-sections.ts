// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what catalogue files say

import { durationExpected } from '../../../systems/duration.ts';

/** A file with every section and nothing wrong. */
export const full = `system: shop
title: Shop
document: Shop runbook
people:
  ann: { handle: "@ann", email: ann@shop.example, phone: "+1-555-0100", backup: ben }
  ben: { slack: { user: U024BE7LH, team: T024BE7LD } }
  cto: { placeholder: "[CTO]" }
roles:
  on-call: [ann]
  support: [ben]
  cto: [cto]
commander: support
stakeholders: support
onCall: { source: catalogue, link: https://calendar.example/on-call }
externalContacts: { DNS: "[DNS provider]" }
channels: { incidents: "#incidents", perIncident: true, statusPage: https://status.shop.example }
severities:
  P0:
    ladder: { response: [on-call, support], resolution: [{ role: cto, after: at once }] }
    public: true
    mail: [team, users]
ladder:
  response: [on-call]
  resolution: [{ role: support, after: 1h }]
targets:
  db: { kind: postgres, url: "\${DB_URL}", database: shop, user: shop, runsOn: dbWorkload }
  dbWorkload: { kind: statefulSet, namespace: shop, name: postgres, dataStore: true }
  cache: { kind: redis, url: "\${CACHE_URL}", cacheOnly: true }
  api: { kind: http, url: https://shop.example/health, bearer: "\${API_TOKEN}" }
  server: { kind: deployment, namespace: shop, name: server, containers: [app] }
  gate: { kind: ingress, namespace: shop, name: gate }
  settings: { kind: configMap, namespace: shop, name: settings }
  broker: { kind: kafka, brokers: ["kafka-0:9092"] }
  machine: { kind: host, pool: shop-host }
thresholds:
  errorRate: { below: 1, sickAbove: 5, for: 5m }
  latencyP95: { below: 2s }
scripts:
  smokeTests: { title: Smoke tests, run: ./smoke.sh, modes: { quick: "--quick" }, risk: observe }
  restore: { title: Restore, run: ./restore.sh, arguments: ["[BACKUP]"], asks: { BACKUP: Which? }, risk: destructive }
mitigations:
  restartServer:
    title: Restart the server
    action: kubernetes.restart
    targets: [server]
    risk: disruptive
    byHand: ["kubectl rollout restart deployment/server -n shop"]
    verify: [{ script: smokeTests, mode: quick }, { health: api }]
  scaleServer:
    title: More servers
    action: kubernetes.scale
    target: server
    replicas: 5
    risk: reversible
    improves: { metric: errorRate, within: 2m }
  restoreDatabase:
    title: Restore a backup
    action: postgres.restore
    target: db
    script: restore
    backups: { folder: /srv/backups, pattern: "*.sql.gz" }
    dump: { script: smokeTests }
    risk: destructive
  changeSettings:
    title: Change the settings
    action: kubernetes.patchConfigMap
    target: settings
    values: { cache: "on" }
    restarts: [server]
    risk: disruptive
  deleteLogs:
    title: Delete old logs
    action: files.deleteOld
    target: machine
    roots: [/var/log]
    pattern: "*.gz"
    olderThan: 30d
    risk: destructive
runbooks:
  applicationOutage:
    symptoms: [Nothing answers]
    severity: P0
    ladder: { response: [support] }
    byHand: ["kubectl get pods -n shop"]
    mitigations: [restartServer, scaleServer]
  databaseIssues:
    database: db
    mitigations: [restoreDatabase]
verification:
  health: api
  steps: [{ script: smokeTests }, { shows: the orders of the last hour }]
phases:
  - { title: First look, from: 5m, to: 15m, items: [Look] }
followUps:
  - { title: Short-term, within: 1w, items: [Write the post-mortem] }
messages:
  initial: { heading: INCIDENT, fields: [Impact, Next update] }
postMortem:
  - { title: Summary, items: [What happened] }
statusWords: { triggered: investigating }
links:
  dashboards: { Grafana: https://grafana.shop.example }
`;

const anAction =
  'an action: postgres.terminateSessions, postgres.limitConnections, postgres.setMaxConnections, bundle, kubernetes.restart, kubernetes.restartPod, kubernetes.scale, kubernetes.rollback, kubernetes.setResources, kubernetes.setEnvironment, kubernetes.patchConfigMap, kubernetes.patchSelector, kubernetes.annotateIngress, kubernetes.applyManifest, kubernetes.expandVolume, certificates.renew, redis.flush, script.run, postgres.restore, statusPage.publish, x.post, mail.users, files.deleteOld or containers.pruneImages';

/** Each: what is changed in the full file, and the very words it gets. */
export const wrong: { name: string; from: string; to: string; says: string[] }[] = [
  {
    name: 'a target of the wrong kind for its action',
    from: 'targets: [server]',
    to: 'targets: [settings]',
    says: [
      'shop.yaml:45: mitigations.restartServer.targets.0: found "settings", expected a name under "targets" of kind deployment, statefulSet or namespace (dbWorkload or server)',
    ],
  },
  {
    name: 'a data store where a workload is scaled',
    from: 'target: server',
    to: 'target: db',
    says: [
      'shop.yaml:52: mitigations.scaleServer.target: found "db", expected a name under "targets" of kind deployment or statefulSet (dbWorkload or server)',
    ],
  },
  {
    name: 'a restart of nothing',
    from: 'targets: [server]',
    to: 'targets: []',
    says: [
      'shop.yaml:45: mitigations.restartServer.targets: found an empty list, expected at least one target',
    ],
  },
  {
    name: 'one target where an action takes several',
    from: 'targets: [server]',
    to: 'target: server',
    says: [
      'shop.yaml:42: mitigations.restartServer.targets: found nothing, expected a list',
      'shop.yaml:45: mitigations.restartServer.target: found an unknown key, expected one of title, byHand, verify, temporary, improves, calledForBy, action, targets, risk; did you mean "targets"?',
    ],
  },
  {
    name: 'a restart after a change of something that cannot be restarted',
    from: 'restarts: [server]',
    to: 'restarts: [gate]',
    says: [
      'shop.yaml:69: mitigations.changeSettings.restarts.0: found "gate", expected a name under "targets" of kind deployment or statefulSet (dbWorkload or server)',
    ],
  },
  {
    name: 'an unknown action close to a known one',
    from: 'action: kubernetes.restart',
    to: 'action: kubernetes.restrat',
    says: [
      `shop.yaml:44: mitigations.restartServer.action: found "kubernetes.restrat", expected ${anAction}; did you mean "kubernetes.restart"?`,
    ],
  },
  {
    name: 'an action that is none',
    from: 'action: files.deleteOld',
    to: 'action: reboot',
    says: [`shop.yaml:73: mitigations.deleteLogs.action: found "reboot", expected ${anAction}`],
  },
  {
    name: 'a mitigation without an action',
    from: '    action: files.deleteOld\n',
    to: '',
    says: [`shop.yaml:71: mitigations.deleteLogs.action: found nothing, expected ${anAction}`],
  },
  {
    name: 'a restart that is called reversible',
    from: 'targets: [server]\n    risk: disruptive',
    to: 'targets: [server]\n    risk: reversible',
    says: [
      'shop.yaml:46: mitigations.restartServer.risk: found "reversible", expected disruptive or destructive, since it cannot be taken back',
    ],
  },
  {
    name: 'a change that is called a look',
    from: 'replicas: 5\n    risk: reversible',
    to: 'replicas: 5\n    risk: observe',
    says: [
      'shop.yaml:54: mitigations.scaleServer.risk: found "observe", expected reversible, disruptive or destructive',
    ],
  },
  {
    name: 'a number of replicas in words',
    from: 'replicas: 5',
    to: 'replicas: five',
    says: ['shop.yaml:53: mitigations.scaleServer.replicas: found "five", expected a number from 0 to 1000'],
  },
  {
    name: 'half a replica',
    from: 'replicas: 5',
    to: 'replicas: 2.5',
    says: ['shop.yaml:53: mitigations.scaleServer.replicas: found 2.5, expected a whole number'],
  },
  {
    name: 'a value that YAML takes for true',
    from: 'cache: "on"',
    to: 'cache: true',
    says: ['shop.yaml:68: mitigations.changeSettings.values.cache: found true, expected text, in quotes'],
  },
  {
    name: 'an awaited metric that is none',
    from: 'metric: errorRate',
    to: 'metric: errorrate',
    says: [
      'shop.yaml:55: mitigations.scaleServer.improves.metric: found "errorrate", expected errorRate, latencyP95, connectionsUsed, cpuUsed, memoryUsed, diskUsed, podsReady or lag',
    ],
  },
  {
    name: 'an age without unit',
    from: 'olderThan: 30d',
    to: 'olderThan: 30',
    says: [`shop.yaml:77: mitigations.deleteLogs.olderThan: found 30, expected ${durationExpected}`],
  },
  {
    name: 'no folder to delete in',
    from: 'roots: [/var/log]',
    to: 'roots: []',
    says: ['shop.yaml:75: mitigations.deleteLogs.roots: found an empty list, expected at least one folder'],
  },
  {
    name: 'a script nobody described',
    from: 'script: restore\n',
    to: 'script: restor\n',
    says: [
      'shop.yaml:60: mitigations.restoreDatabase.script: found "restor", expected a name under "scripts" (smokeTests or restore); did you mean "restore"?',
    ],
  },
  {
    name: 'a mode that a script lacks',
    from: 'mode: quick',
    to: 'mode: quik',
    says: [
      'shop.yaml:48: mitigations.restartServer.verify.0.mode: found "quik", expected a mode of the script smokeTests (quick); did you mean "quick"?',
    ],
  },
  {
    name: 'a mode of a script that has none',
    from: '{ script: smokeTests, mode: quick }',
    to: '{ script: restore, mode: quick }',
    says: [
      'shop.yaml:48: mitigations.restartServer.verify.0.mode: found "quick", expected a mode of the script restore, which has none',
      'shop.yaml:48: mitigations.restartServer.verify.0.script: found "restore", whose risk is destructive, expected one that only looks (observe); others are mitigations: action: script.run',
    ],
  },
  {
    name: 'a verification step that is none',
    from: '{ shows: the orders of the last hour }',
    to: '{ look: the orders }',
    says: [
      'shop.yaml:91: verification.steps.1: found keys and values, expected "health: TARGET", "responseTimes: TARGET" (requests: 10, p95Below: 2s), "login: TARGET", "errorsInLogs: WORKLOAD" (since: 5m, atMost: 0), "pods: WORKLOAD OR NAMESPACE", "queries: DATABASE" (application: NAME, user: NAME, within: 1m), "errorRate: PROMETHEUS", "inPod: NAME", "script: NAME" (mode: NAME) or "shows: WHAT A PERSON LOOKS AT"',
    ],
  },
  {
    name: 'a verification by something that is no endpoint',
    from: '{ health: api }',
    to: '{ health: server }',
    says: [
      'shop.yaml:48: mitigations.restartServer.verify.1.health: found "server", expected a name under "targets" of kind http (api)',
    ],
  },
  {
    name: 'a script without its risk',
    from: '"--quick" }, risk: observe',
    to: '"--quick" }',
    says: [
      'shop.yaml:39: scripts.smokeTests.risk: found nothing, expected observe, reversible, disruptive or destructive',
    ],
  },
  {
    name: 'a risk that is none',
    from: '"--quick" }, risk: observe',
    to: '"--quick" }, risk: none',
    says: [
      'shop.yaml:39: scripts.smokeTests.risk: found "none", expected observe, reversible, disruptive or destructive',
    ],
  },
  {
    name: 'a workload that is not there',
    from: 'runsOn: dbWorkload',
    to: 'runsOn: dbWorkloads',
    says: [
      'shop.yaml:26: targets.db.runsOn: found "dbWorkloads", expected a name under "targets" of kind deployment or statefulSet (dbWorkload or server); did you mean "dbWorkload"?',
    ],
  },
  {
    name: 'a data store that runs on an endpoint',
    from: 'runsOn: dbWorkload',
    to: 'runsOn: api',
    says: [
      'shop.yaml:26: targets.db.runsOn: found "api", expected a name under "targets" of kind deployment or statefulSet (dbWorkload or server)',
    ],
  },
  {
    name: 'a deployment without its namespace',
    from: 'kind: deployment, namespace: shop,',
    to: 'kind: deployment,',
    says: ['shop.yaml:30: targets.server.namespace: found nothing, expected text'],
  },
  {
    name: 'a deployment in a cluster that nobody described',
    from: 'kind: deployment, namespace: shop,',
    to: 'kind: deployment, cluster: eu, namespace: shop,',
    says: [
      'shop.yaml:30: targets.server.cluster: found "eu", expected a name under "targets" of kind cluster, which has none',
    ],
  },
  {
    name: 'a cluster that is reached in no way',
    from: '{ kind: ingress, namespace: shop, name: gate }',
    to: '{ kind: cluster }',
    says: [
      'shop.yaml:31: targets.gate: found neither kubeconfig nor url, expected one: how is the cluster reached?',
    ],
  },
  {
    name: 'a kubeconfig written out',
    from: '{ kind: ingress, namespace: shop, name: gate }',
    to: '{ kind: cluster, kubeconfig: /root/.kube/config }',
    says: [
      'shop.yaml:31: targets.gate.kubeconfig: found something else, expected a ${NAME} that holds a kubeconfig, or the path of one',
    ],
  },
  {
    name: 'a token beside a kubeconfig',
    from: '{ kind: ingress, namespace: shop, name: gate }',
    to: '{ kind: cluster, kubeconfig: "${K}", bearer: "${T}" }',
    says: ['shop.yaml:31: targets.gate.bearer: found bearer beside a kubeconfig, which says that itself'],
  },
  {
    name: 'a client certificate without its key',
    from: '{ kind: ingress, namespace: shop, name: gate }',
    to: '{ kind: cluster, url: "https://10.0.0.1:6443", clientCertificate: "${C}" }',
    says: ['shop.yaml:31: targets.gate: found one of clientCertificate and clientKey, expected both'],
  },
  {
    name: 'a bearer written out',
    from: 'bearer: "${API_TOKEN}"',
    to: 'bearer: hunter2',
    says: ['shop.yaml:29: targets.api.bearer: found something else, expected a ${NAME} that holds the token'],
  },
  {
    name: 'a reference where a command is shown',
    from: 'byHand: ["kubectl get pods -n shop"]',
    to: 'byHand: ["curl -H ${TOKEN} shop.example"]',
    says: [
      'shop.yaml:84: runbooks.applicationOutage.byHand: found a ${…}, expected the text itself; only url, publicKey, bearer, apiKey, routingKey, secret, what reaches a cluster or brokers, and the folder and environment of scripts may hold a ${NAME}',
    ],
  },
  {
    name: 'a Redis behind a web address',
    from: 'url: "${CACHE_URL}"',
    to: 'url: http://cache:6379',
    says: [
      'shop.yaml:28: targets.cache.url: found something else, expected the URL of a Redis server, or a ${NAME} that holds it',
    ],
  },
  {
    name: 'a Kafka without brokers',
    from: '["kafka-0:9092"]',
    to: '[]',
    says: [
      'shop.yaml:33: targets.broker.brokers: found an empty list, expected at least one broker as host:port',
    ],
  },
  {
    name: 'an unknown threshold close to a known one',
    from: '  latencyP95:',
    to: '  latencyP99:',
    says: [
      'shop.yaml:37: thresholds.latencyP99: found an unknown key, expected one of errorRate, errorSeverities, availability, connectionsUsed, cpuUsed, cpuThrottled, memoryUsed, diskUsed, usersAffected, latencyP95, latencyFactor, slowQuery, longQuery, idleSession, recentDeploy, recentErrors, certificateExpiry; did you mean "latencyP95"?',
    ],
  },
  {
    name: 'an unknown threshold like no other',
    from: '  latencyP95: { below: 2s }',
    to: '  throughput: { above: 10 }',
    says: [
      'shop.yaml:37: thresholds.throughput: found an unknown key, expected one of errorRate, errorSeverities, availability, connectionsUsed, cpuUsed, cpuThrottled, memoryUsed, diskUsed, usersAffected, latencyP95, latencyFactor, slowQuery, longQuery, idleSession, recentDeploy, recentErrors, certificateExpiry',
    ],
  },
  {
    name: 'a share over 100',
    from: 'sickAbove: 5,',
    to: 'sickAbove: 500,',
    says: ['shop.yaml:36: thresholds.errorRate.sickAbove: found 500, expected a number from 0 to 100'],
  },
  {
    name: 'a share with its sign',
    from: 'below: 1,',
    to: 'below: 1%,',
    says: ['shop.yaml:36: thresholds.errorRate.below: found "1%", expected a number from 0 to 100'],
  },
  {
    name: 'a response time that is a number',
    from: '{ below: 2s }',
    to: '{ below: 2 }',
    says: [`shop.yaml:37: thresholds.latencyP95.below: found 2, expected ${durationExpected}`],
  },
  {
    name: 'a time of a ladder without unit',
    from: 'after: 1h',
    to: 'after: 60',
    says: [`shop.yaml:24: ladder.resolution.0.after: found 60, expected "at once", or ${durationExpected}`],
  },
  {
    name: '"at once" in other words',
    from: 'after: at once',
    to: 'after: immediately',
    says: [
      `shop.yaml:19: severities.P0.ladder.resolution.0.after: found "immediately", expected "at once", or ${durationExpected}`,
    ],
  },
  {
    name: 'a duration of nothing instead of "at once"',
    from: 'after: at once',
    to: 'after: 0m',
    says: [
      `shop.yaml:19: severities.P0.ladder.resolution.0.after: found "0m", expected "at once", or ${durationExpected}`,
    ],
  },
  {
    name: "a role in a severity's ladder that is none",
    from: 'response: [on-call, support]',
    to: 'response: [oncall, support]',
    says: [
      'shop.yaml:19: severities.P0.ladder.response.0: found "oncall", expected a name under "roles" (on-call, support or cto); did you mean "on-call"?',
    ],
  },
  {
    name: "a person in a severity's ladder",
    from: 'role: cto, after: at once',
    to: 'role: ann, after: at once',
    says: [
      'shop.yaml:19: severities.P0.ladder.resolution.0.role: found "ann", expected a name under "roles" (on-call, support or cto)',
    ],
  },
  {
    name: "a role in a runbook's ladder that is none",
    from: 'ladder: { response: [support] }',
    to: 'ladder: { response: [suport] }',
    says: [
      'shop.yaml:83: runbooks.applicationOutage.ladder.response.0: found "suport", expected a name under "roles" (on-call, support or cto); did you mean "support"?',
    ],
  },
  {
    name: 'a ladder that is a list of people at once',
    from: 'ladder: { response: [support] }',
    to: 'ladder: [support]',
    says: [
      'shop.yaml:83: runbooks.applicationOutage.ladder: found a list, expected keys and values (response, resolution)',
    ],
  },
  {
    name: 'a ladder of nobody',
    from: 'ladder: { response: [support] }',
    to: 'ladder: { response: [] }',
    says: [
      'shop.yaml:83: runbooks.applicationOutage.ladder.response: found an empty list, expected at least one role',
    ],
  },
  {
    name: 'a commander who is a person',
    from: 'commander: support',
    to: 'commander: ben',
    says: ['shop.yaml:12: commander: found "ben", expected a name under "roles" (on-call, support or cto)'],
  },
  {
    name: 'stakeholders nobody named',
    from: 'stakeholders: support',
    to: 'stakeholders: suport',
    says: [
      'shop.yaml:13: stakeholders: found "suport", expected a name under "roles" (on-call, support or cto); did you mean "support"?',
    ],
  },
  {
    name: 'a backup nobody knows',
    from: 'backup: ben',
    to: 'backup: bne',
    says: [
      'shop.yaml:5: people.ann.backup: found "bne", expected a name under "people" (ann, ben or cto); did you mean "ben"?',
    ],
  },
  {
    name: 'a mail address that is none',
    from: 'ann@shop.example',
    to: 'ann',
    says: ['shop.yaml:5: people.ann.email: found "ann", expected a mail address'],
  },
  {
    name: 'a Slack member by name',
    from: 'user: U024BE7LH',
    to: 'user: "@ben"',
    says: [
      'shop.yaml:6: people.ben.slack.user: found "@ben", expected the id of a Slack member, e.g. U024BE7LH',
    ],
  },
  {
    name: 'half a Slack account',
    from: ', team: T024BE7LD',
    to: '',
    says: [
      'shop.yaml:6: people.ben.slack.team: found nothing, expected the id of a Slack workspace, e.g. T024BE7LD',
    ],
  },
  {
    name: 'a Slack account of two people',
    from: 'phone: "+1-555-0100"',
    to: 'slack: { user: U024BE7LH, team: T024BE7LD }',
    says: ['shop.yaml:6: people.ben.slack: found the Slack account of ann, expected one of their own'],
  },
  {
    name: 'a phone number that YAML takes for a sum',
    from: 'phone: "+1-555-0100"',
    to: 'phone: 15550100',
    says: ['shop.yaml:5: people.ann.phone: found 15550100, expected text, in quotes'],
  },
  {
    name: 'an on-call source that is none',
    from: 'source: catalogue',
    to: 'source: opsgenie',
    says: ['shop.yaml:14: onCall.source: found "opsgenie", expected catalogue or pagerduty'],
  },
  {
    name: 'schedules of PagerDuty in a file whose source is the catalogue',
    from: 'source: catalogue,',
    to: 'source: catalogue, schedules: { on-call: PABC123 },',
    says: [
      'shop.yaml:14: onCall.schedules: found keys and values, expected none of them, or "source: pagerduty"',
    ],
  },
  {
    name: 'a schedule of a role that nobody has',
    from: 'source: catalogue,',
    to: 'source: pagerduty, schedules: { on-cal: PABC123 },',
    says: [
      'shop.yaml:14: onCall.schedules.on-cal: found "on-cal", expected a name under "roles" (on-call, support or cto); did you mean "on-call"?',
    ],
  },
  {
    name: 'a schedule by its name in place of its id',
    from: 'source: catalogue,',
    to: 'source: pagerduty, schedules: { on-call: Primary },',
    says: [
      'shop.yaml:14: onCall.schedules.on-call: found "Primary", expected the id of a PagerDuty schedule, e.g. PABC123',
    ],
  },
  {
    name: 'a status page without scheme',
    from: 'statusPage: https://status.shop.example',
    to: 'statusPage: status.shop.example',
    says: ['shop.yaml:16: channels.statusPage: found "status.shop.example", expected a URL'],
  },
  {
    name: 'yes instead of true',
    from: 'perIncident: true',
    to: 'perIncident: yes',
    says: ['shop.yaml:16: channels.perIncident: found "yes", expected true or false'],
  },
  {
    name: 'mail to somebody who is no group',
    from: 'mail: [team, users]',
    to: 'mail: [team, customers]',
    says: ['shop.yaml:21: severities.P0.mail.1: found "customers", expected team or users'],
  },
  {
    name: 'a channel that YAML takes for a comment',
    from: 'incidents: "#incidents"',
    to: 'incidents: #incidents\n ',
    says: ['shop.yaml:16: channels.incidents: found nothing, expected text'],
  },
  {
    name: 'a runbook there is not',
    from: '  applicationOutage:',
    to: '  applicationOutages:',
    says: [
      'shop.yaml:80: runbooks.applicationOutages: found an unknown key, expected one of applicationOutage, databaseIssues, highErrorRate, performanceDegradation, highMemory, highCpu, cacheIssues, messageBrokerIssues, diskSpace, certificateExpiry, securityIncident, serviceRecovery, databaseRecovery, cacheRecovery, generalIncident; did you mean "applicationOutage"?',
    ],
  },
  {
    name: 'a severity of a runbook by its label',
    from: 'severity: P0',
    to: 'severity: Critical',
    says: ['shop.yaml:82: runbooks.applicationOutage.severity: found "Critical", expected P0, P1, P2 or P3'],
  },
  {
    name: 'a runbook that offers a script',
    from: 'mitigations: [restartServer, scaleServer]',
    to: 'mitigations: [restartServer, smokeTests]',
    says: [
      'shop.yaml:85: runbooks.applicationOutage.mitigations.1: found "smokeTests", expected a name under "mitigations" (restartServer, scaleServer, restoreDatabase, changeSettings or deleteLogs)',
    ],
  },
  {
    name: 'one symptom that is no list',
    from: 'symptoms: [Nothing answers]',
    to: 'symptoms: Nothing answers',
    says: ['shop.yaml:81: runbooks.applicationOutage.symptoms: found "Nothing answers", expected a list'],
  },
  {
    name: 'a phase without items',
    from: 'items: [Look]',
    to: 'items: []',
    says: ['shop.yaml:93: phases.0.items: found an empty list, expected at least one item'],
  },
  {
    name: 'a message nobody sends',
    from: '  initial: {',
    to: '  intial: {',
    says: [
      'shop.yaml:97: messages.intial: found an unknown key, expected one of initial, update, resolved; did you mean "initial"?',
    ],
  },
  {
    name: 'a message that says what nobody knows of',
    from: '  initial: {',
    to: '  update: { heading: "{{ comander }}" }\n  initial: {',
    says: [
      'shop.yaml:97: messages.update.heading: found "{{ comander }}", expected one of incident, system, severity, code, status, summary, impact, cause, eta, commander, started, now, duration, nextUpdate, progress, nextSteps, resolution, dashboards or postMortem between {{ and }}, not comander; did you mean "commander"?',
    ],
  },
  {
    name: 'a status that is none',
    from: 'statusWords: { triggered:',
    to: 'statusWords: { investigating:',
    says: [
      'shop.yaml:100: statusWords.investigating: found an unknown key, expected one of triggered, mitigating, monitoring, resolved',
    ],
  },
  {
    name: 'links by something else',
    from: '  dashboards: {',
    to: '  dashboard: {',
    says: [
      'shop.yaml:102: links.dashboard: found an unknown key, expected one of dashboards, logs, documentation, tools; did you mean "dashboards"?',
    ],
  },
  {
    name: 'a link that is a list',
    from: '{ Grafana: https://grafana.shop.example }',
    to: '[https://grafana.shop.example]',
    says: ['shop.yaml:102: links.dashboards: found a list, expected links by title'],
  },
  {
    name: 'a threshold that says nothing',
    from: '  errorRate: { below: 1, sickAbove: 5, for: 5m }',
    to: '  errorRate: { for: 5m }',
    says: ['shop.yaml:36: thresholds.errorRate: found keys and values, expected below, above or sickAbove'],
  },
  {
    name: 'a threshold that is good and sick at once',
    from: '  errorRate: { below: 1, sickAbove: 5, for: 5m }',
    to: '  errorRate: { below: 7, sickAbove: 5 }',
    says: ['shop.yaml:36: thresholds.errorRate.below: found 7, expected at most sickAbove'],
  },
  {
    name: 'a phase that ends before it begins',
    from: 'from: 5m, to: 15m',
    to: 'from: 15m, to: 5m',
    says: ['shop.yaml:93: phases.0.to: found "5m", expected a time after from'],
  },
];
