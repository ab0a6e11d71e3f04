/** What an editor shows of a key of a catalogue file; `*` stands for any name or list item. */
export const fieldDescriptions: Readonly<Record<string, string>> = {
  system: 'The id: the name of this file without .yaml.',
  title: 'What people call it.',
  pool: 'Checks and changes run on the workers of this pool (task queue mayday-<pool>). Without it: main.',
  severities: 'P0 is the worst.',
  ...ofSeverities({
    label: 'Your own word for it, which people are shown and may type.',
    examples: 'What such an incident looks like.',
    response: 'Somebody has acknowledged by then.',
    resolution: 'The promise to users; leave it out where there is none.',
    approval: 'How long a plan waits for a decision; silence is never a yes.',
    reach: 'page wakes people, notify does not.',
    updates: 'How often everybody hears how it goes.',
  }),
  people: 'Who there is, by name.',
  'people.*.publicKey': 'What the signed decisions of this person are checked with.',
  roles: 'What people are here for: role → names under "people".',
  'ladder.response':
    'Roles that are reached when nobody acknowledges: the first at once, then the next each time the response target passes.',
  'policy.approvers': 'Roles whose approval counts. Without it: those of the ladder.',
  'policy.unverifiedUpTo':
    'The greatest risk that may be approved without a signature. Without it: observe, so nothing.',
  targets: 'What is looked at and what is changed, by name.',
  'targets.*.database': 'Sessions of other databases are left alone.',
  mitigations: 'What may be offered to help; nothing here runs without an approval.',
  'mitigations.*.target': 'A name under "targets".',
  'mitigations.*.risk': 'How bad it may be; the greater, the stronger the approval it takes.',
  'mitigations.*.improves': 'What must be read for it to count as having helped.',
  runbooks: 'Which procedures there are; an alert that leads to none becomes a generalIncident.',
  'runbooks.databaseIssues.database': 'A name under "targets" of kind postgres.',
  'runbooks.databaseIssues.connectionsWarnAt':
    'Percent of the usable connections; anything above is called sick.',
  'runbooks.databaseIssues.idleAfter': 'A session idle for longer holds its connection for nothing.',
  'runbooks.databaseIssues.mitigations': 'Names under "mitigations", offered in this order.',
  'verification.health': 'A name under "targets" of kind http: well = answers of 2xx in a row.',
  stability: 'How long it must stay well before the incident is resolved.',
  routes: 'Which alerts lead here; the first route that matches wins.',
  'routes.*.match': 'Labels that must all be equal.',
  'routes.*.catchAll': 'Takes what matches nowhere; one over all files.',
};

function ofSeverities(fields: Record<string, string>): Record<string, string> {
  const severities = ['P0', 'P1', 'P2', 'P3'];
  return Object.fromEntries(
    severities.flatMap((severity) =>
      Object.entries(fields).map(([field, says]) => [`severities.${severity}.${field}`, says]),
    ),
  );
}
