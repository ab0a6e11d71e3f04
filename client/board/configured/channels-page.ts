import { html } from 'ghtml';
import { channelProfiles } from '../../../systems/channels.ts';
import { type ChannelProfile, channelName, standIns } from '../../../workflows/contract/channels.ts';
import type { BoardParts, Pages } from '../parts.ts';
import { timeAt } from '../times.ts';
import { type SessionData, visitorOf } from '../visitor.ts';
import { type ChannelNews, channelNews, type Heard } from './channel-news.ts';
import { sendConfigured } from './frame.ts';
import { readableFiles } from './readable-files.ts';
import { section, table, text } from './rows.ts';

/** `/board/configured/channels`: where each system is told, and what its open incidents say of that. */
export const channelsPage: Pages = (app, parts: BoardParts) => {
  app.get('/board/configured/channels', async (request, reply) => {
    const visitor = visitorOf(request, parts.clock()) as SessionData;
    const heard = await channelNews(parts, visitor);
    return sendConfigured(request, reply, {
      title: 'Channels',
      here: 'channels',
      body: () => html`<h1>Channels</h1>
<p>Only workers have the credentials of channels, so the gateway knows of them what open incidents say: one says when it opens what is not configured, and then when a channel is away and back. What cannot wait goes to the next of ${standIns.join(', ')} meanwhile.</p>
!${heard === undefined ? html`<p class="notice bad">Temporal does not answer, so nobody can say how they are.</p>` : ''}
!${readableFiles(parts.catalogue).map((file) =>
        section(
          `channels-${file.system}`,
          file.title,
          table(
            `Channels of ${file.system}`,
            ['Channel', 'What the file says', 'State'],
            channelProfiles(file).map((profile) => [
              text(channelName(profile)),
              text(says(profile)),
              state(profile, heard?.get(file.system)),
            ]),
          ),
        ),
      )}`,
    });
  });
};

/** In words, without addresses of the web and secrets. */
function says(profile: ChannelProfile): string {
  switch (profile.kind) {
    case 'log':
      return "Mayday's own log, at each worker";
    case 'slack': {
      const own = profile.perIncident ? 'a channel for each incident' : '';
      if (profile.optional) return 'nothing: that of the worker, if it has one';
      return [profile.channel, own].filter(Boolean).join(' and ');
    }
    case 'teams':
      return 'the milestones';
    case 'webhook':
      return profile.about ? `hears of ${profile.about.join(', ')}` : 'hears of everything';
    case 'tickets':
      return 'folder' in profile
        ? `a file an incident in ${profile.folder}`
        : `an issue an incident in ${profile.repository}`;
    case 'stakeholders': {
      const whom = 'slack' in profile ? `${profile.slack}` : counted(profile.mail.length);
      return `${whom}, of ${profile.severities.join(', ')}`;
    }
    case 'pagerDuty':
      return 'each page is an alert there';
    case 'mail':
      return `${counted(profile.to.length)}, of ${profile.severities.join(', ') || 'no severity'}`;
  }
}

function counted(addresses: number): string {
  return addresses === 1 ? '1 address' : `${addresses} addresses`;
}

function state(profile: ChannelProfile, heard: Heard | undefined): string {
  const news = heard?.news.get(channelName(profile));
  if (news) return newsText(news);
  if (profile.kind === 'mail' && profile.to.length === 0)
    return profile.optional
      ? 'reaches nobody: no "email" in the file'
      : html`<span class="badge bad">reaches nobody</span> give people of its roles an "email" in the file`;
  if (!heard || heard.asked === 0)
    return html`<span class="muted">nobody can say: no incident is open</span>`;
  if ('optional' in profile && profile.optional)
    return html`<span class="muted">not asked for; used where a worker has it</span>`;
  return html`<span class="badge good">no trouble</span> in ${heard.asked === 1 ? 'the open incident' : `${heard.asked} open incidents`}`;
}

function newsText({ state: kind, says: because, at, incident }: ChannelNews): string {
  const badge = kind === 'back' ? 'good' : kind === 'away' ? 'bad' : 'warn';
  const word = kind === 'back' ? 'is back' : kind;
  return html`<span class="badge ${badge}">${word}</span> ${because} <span class="muted">(<a href="/board/incidents/${incident}">${incident}</a>, !${timeAt(at)})</span>`;
}
