import { readFile } from 'node:fs/promises';

/** The shop's alert as an Alertmanager sends it (webhook version 4), firing or resolved; by default that of its database. */
export async function shopAlert(
  status: 'firing' | 'resolved',
  startsAt: Date,
  file = new URL('alert.json', import.meta.url),
): Promise<string> {
  const body = JSON.parse(await readFile(file, 'utf8'));
  body.status = status;
  for (const alert of body.alerts) {
    alert.status = status;
    alert.startsAt = startsAt.toISOString();
    if (status === 'resolved') alert.endsAt = new Date().toISOString();
  }
  return JSON.stringify(body);
}

/** Posts it to the gateway. @throws Error with the gateway's answer unless it is 202 */
export async function postAlert(
  gatewayUrl: string,
  token: string,
  body: string,
): Promise<{ workflowId: string }> {
  const response = await fetch(`${gatewayUrl}/hooks/alertmanager`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
  });
  const text = await response.text();
  if (response.status !== 202) throw new Error(`The gateway answered ${response.status}: ${text}`);
  const workflowId = JSON.parse(text).incidents[0]?.workflowId;
  return { workflowId };
}
