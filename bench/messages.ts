/** A message as Alertmanager sends it, with so many alerts of one group. */
export function alertmanagerMessage(group: string, alerts: number, first = 0): object {
  const startsAt = new Date().toISOString();
  return {
    version: '4',
    groupKey: `{}:{group="${group}"}`,
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'mayday',
    groupLabels: { group },
    commonLabels: { group, team: 'bench' },
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example:9093',
    alerts: Array.from({ length: alerts }, (_, i) => ({
      status: 'firing',
      labels: { alertname: 'Bench', team: 'bench', severity: 'P1', group, instance: `i-${first + i}` },
      annotations: {
        summary: `Instance ${first + i} of group ${group} is down`,
        description:
          'It has not answered for a minute; look at its load balancer and at what was deployed last.',
      },
      startsAt,
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus.example:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1',
      fingerprint: `${group}-${first + i}`,
    })),
  };
}

/** What a bare start is given in place of what Mayday's hook makes of a message of one alert: as many bytes. */
export function bareInput(group: string): object {
  return alertmanagerMessage(group, 1);
}
