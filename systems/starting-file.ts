import { stringify } from 'yaml';

/** A file `<system>.yaml` to begin with: valid as it stands, and it says what to fill in first. */
export function startingFile(system: string): string {
  const id = stringify(system).trim();
  const variable = `${system.toUpperCase().replaceAll('-', '_')}_DATABASE_URL`;
  return `# yaml-language-server: $schema=./schema.json
# Fill in 1 to 3 first; all else can wait. What a file leaves out is assumed, and every incident says so.
# "mayday validate" says what is wrong, "mayday systems show ${system}" what responders will see.

system: ${id}
title: ${id} # what people read

# 1. Who is reached. Write your own name for "me", and add the others.
# Nobody can approve a change without a publicKey: "mayday keygen NAME" makes one and prints the line.
people:
  me: {}
roles:
  on-call: [me]
  incident-commander: [me]
commander: incident-commander
ladder:
  response: [on-call, incident-commander] # the next one each time nobody acknowledges in time

# 2. Where Mayday looks. It is well when the health check answers 2xx.
targets:
  health:
    kind: http
    url: http://localhost:3000/health
#  database:
#    kind: postgres
#    url: \${${variable}} # filled in where the worker runs; no password is ever written here
#    database: postgres # sessions of other databases are left alone
verification:
  health: health

# 3. Which alerts lead here: all labels must be equal. "mayday route FILE.json" tries it with a real one.
routes:
  - match: { service: ${id} }
    runbook: generalIncident

# All below can wait: take the "#" away where you need it.
# How long it must stay well before the incident is resolved.
#stability: { window: 30m, every: 1m }

# Your words for the severities, and what they promise. Leave resolution out where there is no promise.
#severities:
#  P0: { label: Critical, examples: [nobody can log in], response: 15m, resolution: 4h }
#  P1: { label: High, response: 1h, resolution: 1d }

# What it needs from others: asked when there are errors, beside your own health. A URL is up when it answers 2xx.
#dependencies:
#  - { title: Payments, url: "https://api.payments.example/health" }
#  - { title: Login, statusPage: "https://status.login.example" } # of Atlassian Statuspage
#  - { title: Mail, name: smtp.mail.example } # must be found in DNS

# With the target "database" above: what is asked of it, and what may be offered to help.
#runbooks:
#  databaseIssues:
#    symptoms: [too many clients already]
#    severity: P1
#    database: database
#    mitigations: [endIdleSessions]
#mitigations:
#  endIdleSessions:
#    title: End the sessions that sit idle
#    action: postgres.terminateSessions
#    target: database
#    sessions: { state: idle, longerThan: 30m, atMost: 20 }
#    risk: disruptive
#    improves: { metric: connectionsUsed, below: 80 }
`;
}
