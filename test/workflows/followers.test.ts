import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Channel } from '../../activities/dependencies.ts';
import { teamsChannel } from '../../activities/teams/teams-channel.ts';
import { folderTickets } from '../../activities/tickets/folder-tickets.ts';
import { gitHubTickets } from '../../activities/tickets/git-hub-tickets.ts';
import { GitHubIssues, gitHubToken } from '../harness/git-hub-issues.ts';
import { inShadow } from '../harness/in-shadow.ts';
import { story } from '../harness/story.ts';
import { TeamsStandIn } from '../harness/teams.ts';

const minute = 60_000;
const folder = mkdtempSync(path.join(tmpdir(), 'mayday-followers-'));
after(() => rmSync(folder, { recursive: true }));

const withChannels = (channels: string) => (file: string) => `${file}\nchannels: ${channels}\n`;
const teamsOf = `{ teams: { url: "\${TEAMS_URL}" } }`;

const teams = await new TeamsStandIn().listen();
after(() => teams.stop());
const toTeams = () => teamsChannel({ kind: 'teams', url: 'x' }, () => teams.address);

story(
  'what Teams may have heard is not said again, and the incident says so; nothing waits for it',
  async (stage) => {
    teams.faults.push({ when: ({ body }) => body.includes('--plan 1'), times: 1, fault: 'answer lost' });
    const incident = await stage.alert();
    await incident.asked();
    await incident.until('the question was sent', () =>
      teams.asked.some(({ body }) => body.includes('--plan 1')),
    );
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    const [maybe, ...others] = await incident.facts('maybe told');
    assert.equal(others.length, 0);
    assert.equal(maybe?.channel, 'teams');
    assert.match(maybe?.notice ?? '', /Plan 1 waits for approval/);
    assert.equal(teams.asked.filter(({ body }) => body.includes('--plan 1')).length, 1);
    const told = teams.texts.join('\n---\n');
    assert.match(told, /Opened as/);
    assert.match(told, /alice .*approved plan 1/);
    assert.match(told, /Resolved as fixed/);
    assert.doesNotMatch(told, /Checked \(round/, 'what was only looked at is not for those far away');
  },
  { edit: withChannels(teamsOf), channels: () => ({ teams: toTeams() }) },
);

const heard: string[] = [];
/** Its worker is gone after it has posted a question: that activity is not answered in its time. */
const dying: Channel = {
  async say(...notices) {
    heard.push(...notices.map(({ entryId }) => entryId));
    if (notices.some(({ kind }) => kind === 'ask')) await delay(25_000);
  },
};
story(
  'a worker that is killed between sent and recorded makes no second card',
  async (stage) => {
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    const [maybe, ...others] = await incident.facts('maybe told');
    assert.deepEqual([maybe?.channel, others.length], ['teams', 0]);
    assert.deepEqual(heard, [...new Set(heard)]);
  },
  { edit: withChannels(teamsOf), channels: () => ({ teams: dying }) },
);

story(
  'an incident has a ticket from its opening to its end, and says once where',
  async (stage) => {
    const incident = await stage.alert();
    const { ticket = '' } = await incident.until('there is a ticket', (view) => view.ticket !== undefined);
    assert.match(readFileSync(ticket, 'utf8'), /^# INC-.*: the shop answers 503\n\nTicket: \*\*open\*\*/);
    await incident.asked();
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    const told = readFileSync(ticket, 'utf8');
    assert.match(told, /Ticket: \*\*closed \(resolved/);
    assert.match(told, /Checked \(round 1\).*\n {2}- \\\[SICK/);
    assert.match(told, /approved plan 1/);
    assert.deepEqual(await incident.facts('ticket'), [{ kind: 'ticket', where: ticket }]);
    assert.equal(stage.said.filter(({ text }) => text === `Ticket: ${ticket}`).length, 1);
  },
  {
    edit: withChannels('{ tickets: { folder: tickets } }'),
    channels: () => ({ tickets: folderTickets(path.join(folder, 'told')) }),
  },
);

const tracker = await new GitHubIssues().listen();
after(() => tracker.stop());
const restricted = (file: string) => file.replace(/^ {2}databaseIssues:$/m, '$&\n    restricted: true');
story(
  'GitHub away at the opening: one issue afterwards, which tells nothing of what is restricted',
  async (stage) => {
    tracker.faults.push({ times: 3, fault: { status: 503 } }, { times: 1, fault: 'answer lost' });
    const incident = await stage.alert();
    await incident.asked();
    await incident.approve('alice');
    assert.equal((await incident.result()).phase, 'resolved');
    assert.equal(tracker.issues.length, 1);
    const [issue] = tracker.issues;
    assert.equal(issue?.state, 'closed');
    assert.doesNotMatch(JSON.stringify(issue), /503|session|too many clients/i);
  },
  {
    edit: (file) =>
      withChannels(`{ tickets: { repository: acme/incidents, bearer: "\${GITHUB_TOKEN}" } }`)(
        restricted(file),
      ),
    channels: () => ({
      tickets: gitHubTickets(
        { kind: 'tickets', repository: tracker.repository, bearer: 'x', label: 'incident' },
        () => gitHubToken,
      ),
    }),
  },
);

story(
  'a shadow incident has no ticket, and no card',
  async (stage) => {
    await inShadow(stage);
    const before = [teams.asked.length, tracker.asked.length];
    const incident = await stage.alert();
    await incident.until('it would ask', ({ phase }) => phase === 'mitigating');
    await stage.pass(5 * minute);
    assert.deepEqual([teams.asked.length, tracker.asked.length], before);
    await incident.resolve('alice', 'fixed', 'by hand');
    await incident.result();
  },
  {
    edit: withChannels(`{ tickets: { folder: tickets }, teams: { url: "\${TEAMS_URL}" } }`),
    channels: () => ({
      teams: toTeams(),
      tickets: gitHubTickets(
        { kind: 'tickets', repository: tracker.repository, bearer: 'x', label: 'incident' },
        () => gitHubToken,
      ),
    }),
  },
);
