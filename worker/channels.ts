import type { Archive, Channel, OpenChannel } from '../activities/dependencies.ts';
import { mailChannel } from '../activities/mail/mail-channel.ts';
import { logChannel } from '../activities/notify/log-channel.ts';
import { pagerDutyEvents } from '../activities/pagerduty/events.ts';
import { pagerDutyChannel } from '../activities/pagerduty/pager-duty-channel.ts';
import { stakeholdersByMail } from '../activities/stakeholders/by-mail.ts';
import type { Catalogue } from '../systems/catalogue.ts';
import type { ChannelProfile, SlackChannel } from '../workflows/contract/channels.ts';
import type { SlackStakeholders } from '../workflows/contract/stakeholders.ts';
import type { Config } from './config.ts';
import { openFollower } from './follower-channels.ts';
import type { Output } from './logger.ts';
import { maskChannel } from './masking.ts';
import { slackOpener } from './slack.ts';
import { unset } from './unset.ts';

/** Opens each channel once, with the credentials of the environment; none of them says a secret. */
export function openChannels(
  config: Config,
  catalogue: Catalogue,
  archive: Pick<Archive, 'find'>,
  terminal: Output,
): OpenChannel {
  const opened = new Map<string, Channel | string>();
  const openSlack = slackOpener(config, catalogue, archive);
  return (profile) => {
    const key = JSON.stringify(profile);
    const channel =
      opened.get(key) ??
      (profile.kind === 'slack' || 'slack' in profile
        ? openSlack(profile)
        : open(profile, config, catalogue, terminal));
    opened.set(key, channel);
    return typeof channel === 'string' ? channel : maskChannel(channel, config.secrets);
  };
}

function open(
  profile: Exclude<ChannelProfile, SlackChannel | SlackStakeholders>,
  config: Config,
  catalogue: Catalogue,
  terminal: Output,
): Channel | string {
  const { channelLog, mail, resolve } = config;
  switch (profile.kind) {
    case 'log':
      return logChannel(channelLog, terminal);
    case 'teams':
    case 'webhook':
    case 'tickets':
      return openFollower(profile, config);
    case 'pagerDuty': {
      const { routingKey, url = pagerDutyEvents } = profile;
      return (
        unset(resolve, routingKey, url) ??
        pagerDutyChannel({ routingKey: () => resolve(routingKey), url: () => resolve(url), catalogue })
      );
    }
    case 'stakeholders':
      if (!mail) return 'set MAYDAY_SMTP_URL and MAYDAY_MAIL_FROM';
      if (profile.mail.length === 0) return 'give people of its roles an "email" in the file';
      return stakeholdersByMail(mail, profile.mail);
    case 'mail':
      if (!mail) return 'set MAYDAY_SMTP_URL and MAYDAY_MAIL_FROM';
      if (profile.to.length === 0 && !profile.optional)
        return 'give people of its roles an "email" in the file';
      return mailChannel({ smtp: mail, to: profile.to, catalogue });
  }
}
