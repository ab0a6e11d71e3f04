import { audit } from './audit.ts';
import { board } from './board.ts';
import { codecServer } from './codec-server.ts';
import { commandLine } from './command-line.ts';
import { development } from './development.ts';
import { encryption } from './encryption.ts';
import { gateway } from './gateway.ts';
import { mail } from './mail.ts';
import { pagerDuty } from './pagerduty.ts';
import type { Setting } from './setting.ts';
import { severalProcesses } from './several-processes.ts';
import { slack } from './slack.ts';
import { telemetry } from './telemetry.ts';
import { temporal } from './temporal.ts';
import { tuning } from './tuning.ts';
import { versioning } from './versioning.ts';
import { worker } from './worker.ts';

/** Every variable that Mayday's processes read, in the order of the table in docs/operating.md. */
export const allSettings = {
  ...temporal,
  ...severalProcesses,
  ...encryption,
  ...worker,
  ...telemetry,
  ...tuning,
  ...versioning,
  ...gateway,
  ...slack,
  ...board,
  ...codecServer,
  ...audit,
  ...pagerDuty,
  ...mail,
  ...commandLine,
  ...development,
};

export type Name = keyof typeof allSettings;

/** The setting of that name, also of one that a name ending in `*` stands for. */
export function settingNamed(name: string): Setting | undefined {
  if (Object.hasOwn(allSettings, name)) return allSettings[name as Name];
  const family = Object.entries(allSettings).find(
    ([written]) =>
      written.endsWith('*') && name.length >= written.length && name.startsWith(written.slice(0, -1)),
  );
  return family?.[1];
}
