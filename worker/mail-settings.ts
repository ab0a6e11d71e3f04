import type { SmtpSettings } from '../activities/mail/smtp.ts';
import type { ReadEnvironment } from '../settings/read-environment.ts';

/** How mail is sent; absent = it is not. */
export function readMailSettings({ values, isSet, wrong }: ReadEnvironment): SmtpSettings | undefined {
  const { MAYDAY_SMTP_URL: server, MAYDAY_MAIL_FROM: from, MAYDAY_SMTP_CA: ca } = values;
  if (isSet('MAYDAY_SMTP_URL') !== isSet('MAYDAY_MAIL_FROM')) {
    wrong.push('MAYDAY_SMTP_URL and MAYDAY_MAIL_FROM belong together: set both or neither.');
  }
  return server && from ? { ...server, from, ...(ca ? { ca } : {}) } : undefined;
}
