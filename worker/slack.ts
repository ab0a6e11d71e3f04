import type { Archive, Channel } from '../activities/dependencies.ts';
import { directoryOf } from '../activities/slack/directory.ts';
import { slackChannel } from '../activities/slack/slack-channel.ts';
import { slackClient } from '../activities/slack/slack-client.ts';
import { stakeholdersInSlack } from '../activities/stakeholders/in-slack.ts';
import { postMortem } from '../archive/post-mortem/post-mortem.ts';
import type { Catalogue } from '../systems/catalogue.ts';
import { templateOf } from '../systems/post-mortem-template.ts';
import type { SlackChannel } from '../workflows/contract/channels.ts';
import type { SlackStakeholders } from '../workflows/contract/stakeholders.ts';
import type { Config } from './config.ts';

/** Opens the Slack channels of profiles: all of them in one workspace, at one pace. */
export function slackOpener(
  { slack }: Pick<Config, 'slack'>,
  catalogue: Catalogue,
  archive: Pick<Archive, 'find'>,
): (profile: SlackChannel | SlackStakeholders) => Channel | string {
  if (!slack) return () => 'set MAYDAY_SLACK_TOKEN';
  const web = slackClient(slack);
  const directory = directoryOf(web);
  const postMortemOf = async (keyId: string) => {
    const kept = await archive.find(keyId);
    return kept && postMortem(kept.record, templateOf(catalogue, kept.record));
  };
  return (profile) => {
    if (profile.kind === 'stakeholders')
      return stakeholdersInSlack({ web, channel: profile.slack, directory });
    const { channel = slack.channel, perIncident = false, private: isPrivate = false } = profile;
    if (!channel && !perIncident)
      return 'set MAYDAY_SLACK_CHANNEL, or name a channel as "incidents" under "channels" in the file';
    return slackChannel({
      web,
      ...(channel ? { channel } : {}),
      ...{ perIncident, isPrivate, directory, catalogue, postMortemOf },
    });
  };
}
