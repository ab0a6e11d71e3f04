import { channel, team } from '../harness/slack.ts';
import { pageId } from '../integration/status-page/page-stand-in.ts';

/** What the demo's catalogue says besides: who is who in Slack, who is paged, and that the public hears by itself. */
export function heardEverywhere(pagerDutyUrl: string, pageUrl: string): [string, string][] {
  const key = `    publicKey: \${DEMO_ALICE_PUBLIC_KEY}\n`;
  return [
    ['changesPerHour: 100', 'changesPerHour: 1000'],
    // Long enough to be watched, short enough to be played some hundred times.
    ['window: 6s', 'window: 3s'],
    ['readings: 3', 'readings: 2'],
    [key, `${key}    slack: { user: UALICE0001, team: ${team} }\n`],
    ['  breakGlass: true\n', '  breakGlass: true\n  publicUpdates: auto\n'],
    ['  P0:\n', '  P0:\n    public: true\n'],
    [
      'targets:\n',
      `targets:\n  page: { kind: statusPage, url: "${pageUrl}/v1", page: ${pageId}, bearer: "\${PAGE_TOKEN}" }\n`,
    ],
    [
      'runbooks:\n',
      `channels:
  incidents: ${channel}
  pagerDuty: { routingKey: "\${ROUTING_KEY}", url: "${pagerDutyUrl}" }
publicUpdates:
  target: page
  heading: The shop is away
  impact: { P0: critical }
  texts:
    investigating: We are looking into it.
    identified: We know more.
    monitoring: It works again, and we are watching it.
    resolved: It is over.
runbooks:
`,
    ],
  ];
}
