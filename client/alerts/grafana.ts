import { z } from 'zod';
import type { Alert } from '../../workflows/contract/input.ts';
import type { ReadAlertGroup } from './alert-group.ts';
import { alert, groupOf, message, toAlert } from './alertmanager.ts';
import { withoutUser } from './links.ts';
import { describeIssues, parseJson } from './malformed.ts';

const link = z.string('a text').nullish();

const grafanaAlert = alert.extend({
  silenceURL: link,
  dashboardURL: link,
  panelURL: link,
  valueString: z.string('a text').nullish(),
});

const grafanaMessage = message.extend({
  groupKey: z.string('the text by which Grafana knows the group').min(1, 'a text that is not empty'),
  alerts: z.array(grafanaAlert, 'a list of alerts'),
});

/** Reads the body of a webhook contact point of Grafana's alerting: Alertmanager's fields, and links to what people look at. */
export function readGrafana(body: string): ReadAlertGroup {
  const { json, because } = parseJson(body, 'what a webhook contact point of Grafana sends');
  if (because) return { understood: false, because };
  const read = grafanaMessage.safeParse(json);
  if (!read.success) return { understood: false, because: describeIssues(read.error.issues, json) };
  return { understood: true, group: groupOf(read.data, read.data.alerts.map(toGrafanaAlert)) };
}

function toGrafanaAlert(each: z.output<typeof grafanaAlert>): Alert {
  const { silenceURL, dashboardURL, panelURL, valueString } = each;
  const found = toAlert(each);
  const annotations = {
    ...(dashboardURL ? { dashboardURL: withoutUser(dashboardURL) } : {}),
    ...(panelURL ? { panelURL: withoutUser(panelURL) } : {}),
    ...(silenceURL ? { silenceURL: withoutUser(silenceURL) } : {}),
    ...(valueString ? { valueString } : {}),
  };
  return { ...found, annotations: { ...annotations, ...found.annotations } };
}
