// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what catalogue files say

/** A file with nothing wrong. */
export const whole = `system: shop
title: Shop
people:
  ann: {}
  ben: {}
roles:
  on-call: [ann]
  support: [ben]
ladder:
  response: [on-call]
policy:
  approvers: [on-call]
severities:
  P0: { label: Sev 1, response: 15m, resolution: 4h }
targets:
  db:
    kind: postgres
    url: \${DB_URL}
    database: shop
  api:
    kind: http
    url: https://shop.example/health
mitigations:
  endIdle:
    title: End idle sessions
    action: postgres.terminateSessions
    target: db
    sessions: { state: idle, longerThan: 30m, atMost: 20 }
    risk: disruptive
    improves: { metric: connectionsUsed, below: 70, within: 2m, readings: 3, every: 10s }
runbooks:
  databaseIssues:
    database: db
    connectionsWarnAt: 80
    mitigations: [endIdle]
verification:
  health: api
stability: { window: 30m, every: 1m }
routes:
  - match: { service: shop }
    runbook: databaseIssues
  - catchAll: true
    runbook: generalIncident
`;

/** The keys of a file, in order. */
const sections =
  'system, title, document, pool, mode, calendar, severities, people, roles, commander, stakeholders, onCall, externalContacts, channels, ladder, policy, targets, dependencies, repository, alertmanager, thresholds, scriptsRun, scripts, inPod, mitigations, runbooks, verification, stability, phases, followUps, messages, publicUpdates, postMortem, statusWords, links, routes, maintenance, explains, hooks';

/** Each: what is changed in the whole file, and the very words it gets. */
export const broken: { name: string; from: string; to: string; says: string[] }[] = [
  {
    name: 'an unknown key close to a known one',
    from: 'title: Shop',
    to: 'title: Shop\npoool: main',
    says: [`shop.yaml:3: poool: found an unknown key, expected one of ${sections}; did you mean "pool"?`],
  },
  {
    name: 'an unknown key like no other',
    from: 'P0: { label: Sev 1,',
    to: 'P0: { colour: red,',
    says: [
      'shop.yaml:14: severities.P0.colour: found an unknown key, expected one of label, examples, response, resolution, approval, reach, updates, ladder, public, mail',
    ],
  },
  {
    name: 'a severity that is none',
    from: '  P0: {',
    to: '  P9: {',
    says: [
      'shop.yaml:14: severities.P9: found an unknown key, expected one of P0, P1, P2, P3; did you mean "P0"?',
    ],
  },
  {
    name: 'a missing title',
    from: 'title: Shop\n',
    to: '',
    says: ['shop.yaml:1: title: found nothing, expected text'],
  },
  {
    name: 'a duration without unit',
    from: 'response: 15m',
    to: 'response: 15',
    says: [
      'shop.yaml:14: severities.P0.response: found 15, expected a duration such as 15m, 4h, 1d, 2w (at most 52w), or "next business day", "8 business hours", "2 business days" (at most 999)',
    ],
  },
  {
    name: 'a duration of nothing',
    from: 'every: 1m }',
    to: 'every: 0s }',
    says: [
      'shop.yaml:38: stability.every: found "0s", expected a duration over 0 such as 30s, 15m, 4h, 1d or 2w, at most 52w',
    ],
  },
  {
    name: 'a response later than the resolution',
    from: 'response: 15m',
    to: 'response: 5h',
    says: ['shop.yaml:14: severities.P0.response: found "5h", expected at most the resolution target (4h)'],
  },
  {
    name: 'a role of somebody unknown',
    from: 'on-call: [ann]',
    to: 'on-call: [anne]',
    says: [
      'shop.yaml:7: roles.on-call.0: found "anne", expected a name under "people" (ann or ben); did you mean "ann"?',
    ],
  },
  {
    name: 'a role of nobody',
    from: 'on-call: [ann]',
    to: 'on-call: []',
    says: ['shop.yaml:7: roles.on-call: found an empty list, expected at least one name'],
  },
  {
    name: 'a ladder of unknown roles',
    from: 'response: [on-call]',
    to: 'response: [oncall, cto]',
    says: [
      'shop.yaml:10: ladder.response.0: found "oncall", expected a name under "roles" (on-call or support); did you mean "on-call"?',
      'shop.yaml:10: ladder.response.1: found "cto", expected a name under "roles" (on-call or support)',
    ],
  },
  {
    name: 'approvers that are people, not roles',
    from: 'approvers: [on-call]',
    to: 'approvers: [ann]',
    says: [
      'shop.yaml:12: policy.approvers.0: found "ann", expected a name under "roles" (on-call or support)',
    ],
  },
  {
    name: 'destructive changes approved without a signature',
    from: 'approvers: [on-call]',
    to: 'unverifiedUpTo: destructive',
    says: [
      'shop.yaml:12: policy.unverifiedUpTo: found "destructive", expected observe, reversible or disruptive (never destructive)',
    ],
  },
  {
    name: 'a disruptive change by nobody',
    from: 'approvers: [on-call]',
    to: 'approvals: { disruptive: none }',
    says: [
      'shop.yaml:12: policy.approvals.disruptive: found "none", expected one or two, or one of them for each severity',
    ],
  },
  {
    name: 'a destructive change by one',
    from: 'approvers: [on-call]',
    to: 'approvals: { destructive: one }',
    says: ['shop.yaml:12: policy.approvals.destructive: found "one", expected two, always'],
  },
  {
    name: 'a disruptive change by nobody at one severity',
    from: 'approvers: [on-call]',
    to: 'approvals: { disruptive: { P3: none } }',
    says: [
      'shop.yaml:12: policy.approvals.disruptive: found keys and values, expected one or two, or one of them for each severity',
    ],
  },
  {
    name: 'three approvers',
    from: 'approvers: [on-call]',
    to: 'approvals: { reversible: three }',
    says: [
      'shop.yaml:12: policy.approvals.reversible: found "three", expected none, one or two, or one of them for each severity',
    ],
  },
  {
    name: 'a budget of nothing',
    from: 'approvers: [on-call]',
    to: 'budgets: { changesPerHour: 0, sessionsPerIncident: many }',
    says: [
      'shop.yaml:12: policy.budgets.changesPerHour: found 0, expected a number from 1 to 1000',
      'shop.yaml:12: policy.budgets.sessionsPerIncident: found "many", expected a number from 1 to 100000',
    ],
  },
  {
    name: 'ceilings that are no amounts',
    from: 'approvers: [on-call]',
    to: 'ceilings: { replicas: 0, memory: 8, cpu: none }',
    says: [
      'shop.yaml:12: policy.ceilings.replicas: found 0, expected a number from 1 to 1000',
      'shop.yaml:12: policy.ceilings.memory: found 8, expected an amount, in quotes, like "8Gi"',
      'shop.yaml:12: policy.ceilings.cpu: found "none", expected an amount, in quotes, like "4"',
    ],
  },
  {
    name: 'approvals of what never asks',
    from: 'approvers: [on-call]',
    to: 'approvals: { observe: one }',
    says: [
      'shop.yaml:12: policy.approvals.observe: found an unknown key, expected one of reversible, disruptive, destructive',
    ],
  },
  {
    name: 'approvers of a risk that are no role',
    from: 'approvers: [on-call]',
    to: 'approvers: { destructive: [cto] }',
    says: [
      'shop.yaml:12: policy.approvers.destructive.0: found "cto", expected a name under "roles" (on-call or support)',
    ],
  },
  {
    name: 'approvers of a risk that is none',
    from: 'approvers: [on-call]',
    to: 'approvers: { dangerous: [on-call] }',
    says: [
      'shop.yaml:12: policy.approvers.dangerous: found an unknown key, expected one of reversible, disruptive, destructive',
    ],
  },
  {
    name: 'a single responder by name',
    from: 'approvers: [on-call]',
    to: 'singleResponder: ann',
    says: ['shop.yaml:12: policy.singleResponder: found "ann", expected true or false'],
  },
  {
    name: 'going alone as words',
    from: 'approvers: [on-call]',
    to: 'breakGlass: never',
    says: ['shop.yaml:12: policy.breakGlass: found "never", expected true or false'],
  },
  {
    name: 'a key that retires at some time',
    from: 'ann: {}',
    to: 'ann: { publicKey: [{ key: "${ANN}", until: soon }] }',
    says: ['shop.yaml:4: people.ann.publicKey.0.until: found "soon", expected a day such as 2026-12-31'],
  },
  {
    name: 'a list of no keys',
    from: 'ann: {}',
    to: 'ann: { publicKey: [] }',
    says: ['shop.yaml:4: people.ann.publicKey: found an empty list, expected at least one key'],
  },
  {
    name: 'a runbook whose database is no database',
    from: 'database: db\n',
    to: 'database: api\n',
    says: [
      'shop.yaml:33: runbooks.databaseIssues.database: found "api", expected a name under "targets" of kind postgres (db)',
    ],
  },
  {
    name: 'a mitigation of a target that is not there',
    from: 'target: db',
    to: 'target: dbs',
    says: [
      'shop.yaml:27: mitigations.endIdle.target: found "dbs", expected a name under "targets" of kind postgres (db); did you mean "db"?',
    ],
  },
  {
    name: 'a mitigation nobody described',
    from: 'mitigations: [endIdle]',
    to: 'mitigations: [endidle]',
    says: [
      'shop.yaml:35: runbooks.databaseIssues.mitigations.0: found "endidle", expected a name under "mitigations" (endIdle); did you mean "endIdle"?',
    ],
  },
  {
    name: 'a change without approval',
    from: 'risk: disruptive',
    to: 'risk: observe',
    says: [
      'shop.yaml:29: mitigations.endIdle.risk: found "observe", expected disruptive or destructive, since terminating a session cannot be taken back',
    ],
  },
  {
    name: 'an improvement that cannot be reached',
    from: 'below: 70',
    to: 'below: 0',
    says: ['shop.yaml:30: mitigations.endIdle.improves.below: found 0, expected a number from 1 to 100'],
  },
  {
    name: 'an improvement that the check still calls sick',
    from: 'below: 70',
    to: 'below: 90',
    says: [
      'shop.yaml:30: mitigations.endIdle.improves.below: found 90, expected at most 80, the connectionsWarnAt of databaseIssues, which calls anything above it sick',
    ],
  },
  {
    name: 'readings that do not fit into the window',
    from: 'within: 2m',
    to: 'within: 15s',
    says: [
      'shop.yaml:30: mitigations.endIdle.improves.within: found "15s", expected at least 20s, which 3 readings every 10s take',
    ],
  },
  {
    name: 'a target of an unknown kind',
    from: 'kind: http',
    to: 'kind: https',
    says: [
      'shop.yaml:21: targets.api.kind: found "https", expected a kind: postgres, http, redis, kafka, prometheus, elasticsearch, statusPage, x, mailingList, host, sentry, deployment, statefulSet, configMap, service, ingress, certificate, namespace or cluster; did you mean "http"?',
      'shop.yaml:37: verification.health: found "api", expected a name under "targets" of kind http, which has none',
    ],
  },
  {
    name: 'a database behind a web address',
    from: 'url: ${DB_URL}',
    to: 'url: https://db.example/',
    says: [
      'shop.yaml:18: targets.db.url: found something else, expected the URL of a PostgreSQL database, or a ${NAME} that holds it',
    ],
  },
  {
    name: 'a password in a URL',
    from: 'url: ${DB_URL}',
    to: 'url: postgres://shop:hunter2@db.example/shop',
    says: [
      'shop.yaml:18: targets.db.url: found a password written into a URL, expected the name of a secret instead: ${NAME}',
    ],
  },
  {
    name: 'a password as a parameter of a URL',
    from: 'url: ${DB_URL}',
    to: 'url: postgres://db.example/shop?user=shop&password=hunter2',
    says: [
      'shop.yaml:18: targets.db.url: found a password written into a URL, expected the name of a secret instead: ${NAME}',
    ],
  },
  {
    name: 'a reference where nobody resolves it',
    from: 'title: Shop',
    to: 'title: ${TITLE}',
    says: [
      'shop.yaml:2: title: found a ${…}, expected the text itself; only url, publicKey, bearer, apiKey, routingKey, secret, what reaches a cluster or brokers, and the folder and environment of scripts may hold a ${NAME}',
    ],
  },
  {
    name: 'a reference in small letters',
    from: 'url: ${DB_URL}',
    to: 'url: ${db_url}',
    says: [
      'shop.yaml:18: targets.db.url: found a ${…} that is no name, expected capitals, digits and "_" between the braces: ${NAME}',
      'shop.yaml:18: targets.db.url: found something else, expected the URL of a PostgreSQL database, or a ${NAME} that holds it',
    ],
  },
  {
    name: 'a public key that is none',
    from: 'ann: {}',
    to: 'ann: { publicKey: c2VjcmV0 }',
    says: [
      'shop.yaml:4: people.ann.publicKey: found something else, expected an Ed25519 public key (base64 of SPKI DER), a ${NAME} that holds it, or a list of them',
    ],
  },
  {
    name: 'a route to a runbook the system does not have',
    from: '    runbook: databaseIssues\n  - catch',
    to: '    runbook: databaseIssue\n  - catch',
    says: [
      'shop.yaml:41: routes.0.runbook: found "databaseIssue", expected a runbook of this system (databaseIssues or generalIncident); did you mean "databaseIssues"?',
    ],
  },
  {
    name: 'a second catch-all',
    from: 'match: { service: shop }',
    to: 'catchAll: true',
    says: ['shop.yaml:42: routes.1.catchAll: found a second catch-all, expected one over all files'],
  },
  {
    name: 'a route that matches nothing',
    from: 'match: { service: shop }',
    to: 'match: {}',
    says: [
      'shop.yaml:40: routes.0: found keys and values, expected either "match" with at least one label, "matchers" with at least one, or "catchAll: true"',
    ],
  },
  {
    name: 'a label that is the code of another severity',
    from: 'label: Sev 1',
    to: 'label: p1',
    says: ['shop.yaml:14: severities.P0.label: found "p1", expected a label that does not mean P1 already'],
  },
  {
    name: 'a system in a file of another name',
    from: 'system: shop',
    to: 'system: shopp',
    says: ['shop.yaml:1: system: found "shopp" in a file called shop.yaml, expected them to be the same'],
  },
  {
    name: 'the same key twice',
    from: 'title: Shop',
    to: 'title: Shop\ntitle: Shop',
    says: ['shop.yaml:3: found the same key twice, expected it once'],
  },
  {
    name: 'a second document',
    from: 'roles:\n',
    to: '---\nroles:\n',
    says: ['shop.yaml:6: found a second document after "---", expected one a file'],
  },
  {
    name: 'an empty file',
    from: whole,
    to: '',
    says: ['shop.yaml:1: found nothing, expected a system'],
  },
  {
    name: 'a list instead of a system',
    from: whole,
    to: '- shop\n',
    says: [`shop.yaml:1: found a list, expected keys and values (${sections})`],
  },
  {
    name: 'aliases that blow up',
    from: 'title: Shop',
    to: `title: Shop
a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]`,
    says: ['shop.yaml:1: found aliases that repeat too much, expected at most 100 repetitions'],
  },
  {
    name: 'an alias of nothing',
    from: 'title: Shop',
    to: 'title: *shop',
    says: ['shop.yaml:1: no valid YAML: Unresolved alias (the anchor must be set before the alias): shop'],
  },
  {
    name: 'a name that JavaScript would drop',
    from: '  ann: {}',
    to: '  ann: {}\n  __proto__: {}',
    says: ['shop.yaml:5: people: found the key __proto__, expected another name'],
  },
];
