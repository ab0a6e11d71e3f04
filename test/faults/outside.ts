import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { LiveIncident } from '../harness/live-incident.ts';
import type { Ground } from './ground.ts';
import type { Story } from './story.ts';

/** What those outside saw of an incident, without times, numbers and ids; lines sorted, so that order does not count. */
export type Outside = Record<
  'database' | 'log' | 'pages' | 'Slack' | 'status page' | 'archive' | 'end',
  string[]
>;

/** What had been seen before a story began. */
export interface Before {
  ended: number;
  published: number;
}

export async function before({ live, page }: Ground): Promise<Before> {
  return { ended: (await live.terminated()).length, published: page.calls.length };
}

/** What they saw since. */
export async function outside(story: Story, incident: LiveIncident, since: Before): Promise<Outside> {
  const { ground } = story;
  const plain = withoutIds(incident);
  const notices = await incident.notices();
  const texts = new Map(notices.map(({ entryId, text }) => [entryId, plain(text)]));
  const ended = (await ground.live.terminated()).slice(since.ended);
  const result = await incident.handle.result();
  const { timeline, phase } = await incident.record();
  // Who clicks twice, since the first answer was lost, is told so.
  const entries = timeline.map(({ fact }) => fact).filter(({ kind }) => kind !== 'message refused');
  return {
    database: [
      ...counted('leaked session', story.leaked, ended),
      ...ended.filter((pid) => !story.leaked.includes(pid)).map(() => 'another session ended'),
      `the shop answers ${await ground.live.shopStatus()}`,
    ],
    // An answer is for one who clicked, and who clicks twice is answered twice.
    log: sorted(
      notices.filter(({ kind }) => kind !== 'answer').map(({ kind, text }) => `${kind}: ${plain(text)}`),
    ),
    pages: sorted(
      ground.pagerDuty
        .of(incident.keyId)
        .map(({ status, woken, event }) => `${plain(event.payload.summary)}: woken ${woken}, ${status}`),
    ),
    Slack: sorted(inSlack(ground, incident, texts)),
    'status page': published(ground, incident, since),
    archive: [
      ...(await archived(incident)),
      `phase ${phase}`,
      ...sorted(entries.map(({ kind }) => `entry: ${kind}`)),
    ],
    end: [`${result.end} ${result.phase}: ${plain(result.says)}`],
  };
}

function counted(what: string, of: number[], happened: number[]): string[] {
  const times = of.map((each) => happened.filter((other) => other === each).length);
  return [...new Set(times)].map((count) => `each ${what} ended ${count} times`);
}

function inSlack({ slack }: Ground, { keyId }: LiveIncident, texts: Map<string, string>): string[] {
  const ours = slack.messages.filter(({ metadata }) => metadata?.event_payload?.key_id === keyId);
  const lines = ours.flatMap(({ metadata, files }) => {
    const { kind, phase, entry_id, entry_ids = entry_id, acknowledged_by: by } = metadata.event_payload;
    if (kind === 'headline') return [`headline: ${phase}, acknowledged by ${by || 'nobody'}`];
    if (files) return [`file: ${files.map(({ title }: { title?: string }) => title).length}`];
    return entry_ids
      .split(' ')
      .map((entry: string) => `tells: ${texts.get(entry) ?? 'what the log does not'}`);
  });
  return lines;
}

function published({ page }: Ground, { keyId }: LiveIncident, since: Before): string[] {
  const writes = page.calls.slice(since.published).filter(({ method }) => method !== 'GET');
  const own = [...page.incidents.values()].filter((each) => JSON.stringify(each).includes(keyId));
  return [
    ...writes.map(({ method, body }) => `${method} ${body.incident.status}`),
    ...own.map(({ status }) => `an incident, ${status}`),
  ];
}

async function archived({ live, name, keyId }: LiveIncident): Promise<string[]> {
  const folder = path.join(live.stack.archiveDir, `${name}-${keyId.slice(0, 8)}`);
  const kept = ['record.json', 'history.json', 'post-mortem.md'];
  return (await readdir(folder)).filter((file) => kept.includes(file)).sort();
}

function withoutIds({ live, name, keyId, workflowId }: LiveIncident): (text: string) => string {
  return (text) =>
    text
      .replaceAll(live.stack.archiveDir, 'ARCHIVE')
      .replaceAll(`${name}-${keyId.slice(0, 8)}`, 'FOLDER')
      .replaceAll(name, 'INC')
      .replaceAll(keyId, 'KEY')
      .replaceAll(workflowId, 'ID')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'AT')
      .replace(/\d+(\.\d+)? ?(ms|s|min|h)\b( \d+ ?(ms|s|min|h)\b)*/g, 'A WHILE')
      .replace(/\d+/g, '#');
}

function sorted(lines: string[]): string[] {
  return lines.sort();
}
