const page = '  page: { kind: statusPage, page: p1, bearer: "$' + '{PAGE_TOKEN}" }\n';

/** Changes the demo's file: the public hears of P0 only, each text after a yes. */
export const askingForPublic = (file: string) =>
  `${file
    .replace('  P0:\n', '  P0:\n    public: true\n')
    .replace('targets:\n', `targets:\n${page}`)
    .replace('runbooks:\n', 'runbooks:\n  securityIncident: { severity: P0 }\n')}
commander: incident-commander
publicUpdates:
  target: page
  heading: The shop is slow
  impact: { P0: critical }
  texts:
    investigating: "{{ system }}: we are looking into it. Impact: {{ impact }}."
    resolved: "It is over after {{ duration }}. Cause: {{ cause }}."
`;
